/**
 * npm run package [-- ARGUMENTS of electron-builder]
 *
 * Builds, draws the icons and packs for this platform, into `release`. Electron is taken from
 * ELECTRON_OVERRIDE_DIST_PATH where that is set, else fetched by electron-builder. On Linux, an archive and a package of
 * Debian's are made of the same folder.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeIcons } from './icons.ts';
import { writeArchive, writeDeb } from './linux.ts';
import { build, ROOT, runBuilder } from './run-builder.ts';

const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH;
const electron = dist === undefined ? [] : [`-c.electronDist=${dist}`];

await writeIcons(join(ROOT, 'build', 'icons'));
process.exitCode = build() || runBuilder(['--publish', 'never', ...electron, ...process.argv.slice(2)]);

const output = join(ROOT, 'release');
const [unpacked] = process.platform === 'linux' ? globSync(join(output, 'linux*-unpacked')) : [];
if (process.exitCode === 0 && unpacked !== undefined) {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  console.log(writeArchive(unpacked, output, version));
  console.log(writeDeb(unpacked, output, version));
}
