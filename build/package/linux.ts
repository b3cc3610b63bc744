/** Packages of Linux that need no more than what every Linux has: an archive, and Debian's own package. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './run-builder.ts';

const NAME = 'trilemma-studio';
const PROGRAM = `opt/${NAME}`;
/** Libraries that Electron links against, by Debian's names. */
const DEPENDS = [
  'libasound2 | libasound2t64',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libcups2 | libcups2t64',
  'libdrm2',
  'libgbm1',
  'libgtk-3-0 | libgtk-3-0t64',
  'libnotify4',
  'libnss3',
  'libxss1',
  'libxtst6',
  'xdg-utils',
];

/** As the kernel asks for a sandbox where it gives none to ordinary users. */
const POSTINST = `#!/bin/sh
set -e
chown root:root '/${PROGRAM}/chrome-sandbox'
chmod 4755 '/${PROGRAM}/chrome-sandbox'
if command -v update-desktop-database >/dev/null; then update-desktop-database -q /usr/share/applications; fi
if command -v gtk-update-icon-cache >/dev/null; then gtk-update-icon-cache -qtf /usr/share/icons/hicolor || true; fi
`;

/** What is unpacked, as `${NAME}-VERSION-linux-ARCH.tar.gz`. @returns its path. */
export function writeArchive(unpacked: string, output: string, version: string): string {
  const file = join(output, `${NAME}-${version}-linux-${process.arch}.tar.gz`);
  const inside = `s,^${escaped(unpacked)},${NAME}-${version},`;
  run('tar', [
    '--create',
    '--gzip',
    '--file',
    file,
    '--owner=0',
    '--group=0',
    '--transform',
    inside,
    ...of(unpacked),
  ]);
  return file;
}

function of(unpacked: string): readonly string[] {
  return ['--directory', dirname(unpacked), unpacked.slice(dirname(unpacked).length + 1)];
}

function escaped(unpacked: string): string {
  return unpacked.slice(dirname(unpacked).length + 1).replaceAll(/[.,*[\]^$\\]/g, '\\$&');
}

/** A Debian package of what is unpacked; needs `dpkg-deb`. @returns its path. */
export function writeDeb(unpacked: string, output: string, version: string): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const folder = join(output, 'deb');
  rmSync(folder, { recursive: true, force: true });
  const put = (path: string, from: string) => cpSync(from, join(folder, path), { recursive: true });
  const write = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode });
  };
  put(PROGRAM, unpacked);
  mkdirSync(join(folder, 'usr/bin'), { recursive: true });
  symlinkSync(`/${PROGRAM}/${NAME}`, join(folder, 'usr/bin', NAME));
  const linux = join(ROOT, 'build', 'linux');
  put(`usr/share/applications/${NAME}.desktop`, join(linux, `${NAME}.desktop`));
  const metainfo = 'studio.trilemma.app.metainfo.xml';
  put(`usr/share/metainfo/${metainfo}`, join(linux, metainfo));
  put(`usr/share/mime/packages/${NAME}.xml`, join(linux, 'studio.trilemma.app.mime.xml'));
  for (const icon of globSync('*x*.png', { cwd: join(ROOT, 'build', 'icons') })) {
    const size = icon.slice(0, -'.png'.length);
    put(`usr/share/icons/hicolor/${size}/apps/${NAME}.png`, join(ROOT, 'build', 'icons', icon));
  }
  put(`usr/share/doc/${NAME}/copyright`, join(ROOT, 'NOTICE'));
  write('DEBIAN/postinst', POSTINST, 0o755);
  write('DEBIAN/control', control(version, architecture, folder));
  const file = join(output, `${NAME}_${version}_${architecture}.deb`);
  run('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', folder, file]);
  rmSync(folder, { recursive: true });
  return file;
}

function control(version: string, architecture: string, folder: string): string {
  const bytes = globSync('{opt,usr}/**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  const { description, author } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly description: string;
    readonly author: string;
  };
  return `Package: ${NAME}
Version: ${version}
Architecture: ${architecture}
Maintainer: ${author} <${NAME}@localhost>
Installed-Size: ${Math.ceil(bytes / 1024)}
Depends: ${DEPENDS.join(', ')}
Section: graphics
Priority: optional
Description: ${description}
 Generate and interpolate pictures, wander through the latent space, keep them
 in a gallery, make films, and fine-tune on pictures of your own. Everything
 runs on this machine.
`;
}

function run(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (error !== undefined) throw new Error(`${program} cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`${program} ended with ${String(status)}`);
}
