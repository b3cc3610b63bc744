/**
 * npm run package:check
 *
 * Packs for this platform around a stub of Electron, and looks at what would be installed: files, archive, native modules
 * of this platform alone, size, fuses; then generates a face by the packed command line on plain Node.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { isBuilt } from '../built.ts';
import { writeIcons } from './icons.ts';
import { build, ROOT, runBuilder } from './run-builder.ts';
import { writeStubElectron } from './stub-electron.ts';

const MOST_MEGABYTES = 160;
/** The first bytes of native modules of other platforms. */
const MAGIC: Readonly<Record<string, readonly string[]>> = {
  linux: ['7f454c46'],
  win32: ['4d5a'],
  darwin: ['cffaedfe', 'cafebabe'],
};
const ENABLED = '1'.charCodeAt(0);
/** As electron-builder.yml has them. */
const FUSES: readonly (readonly [FuseV1Options, boolean])[] = [
  [FuseV1Options.RunAsNode, false],
  [FuseV1Options.EnableCookieEncryption, true],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, false],
  [FuseV1Options.EnableNodeCliInspectArguments, false],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, true],
  [FuseV1Options.OnlyLoadAppFromAsar, true],
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, false],
  [FuseV1Options.GrantFileProtocolExtraPrivileges, false],
];

if (process.platform === 'darwin') {
  console.log('package:check packs on Linux and Windows: an Electron of macOS has no stub.');
} else {
  const folder = mkdtempSync(join(tmpdir(), 'trilemma-package-'));
  try {
    await check(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function check(folder: string): Promise<void> {
  if (!isBuilt(ROOT) && build() !== 0) throw new Error('the build failed');
  await writeIcons(join(ROOT, 'build', 'icons'));
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const electron = join(folder, 'electron');
  await writeStubElectron(electron, devDependencies.electron!);
  const own = ['--dir', `-c.electronDist=${electron}`, `-c.directories.output=${join(folder, 'out')}`];
  // A program that is none cannot be signed, nor get a version.
  const unsigned = process.platform === 'win32' ? ['-c.win.signAndEditExecutable=false'] : [];
  if (runBuilder([...own, ...unsigned, '--publish', 'never'], 'ignore') !== 0)
    throw new Error('packing failed');
  const [unpacked] = globSync(join(folder, 'out', '*-unpacked'));
  const resources = join(unpacked!, 'resources');
  checkContent(resources);
  checkSize(resources);
  await checkFuses(unpacked!);
  generateFace(resources, folder);
}

function checkContent(resources: string): void {
  const archive = new Set(listPackage(join(resources, 'app.asar'), { isPack: false }).map(slashes));
  const wanted = [
    '/package.json',
    '/dist/main/main.js',
    '/dist/main/engine-process.js',
    '/dist/main/sampler-thread.js',
    '/dist/main/video-comment-thread.js',
  ];
  const missing = [
    ...[...wanted, '/dist/preload/preload.cjs', '/dist/renderer/index.html'].filter(
      (path) => !archive.has(path),
    ),
    ...['models/faces/model.json', 'models/faces/model.safetensors', 'guide/guide.md', 'icon.png'].filter(
      (path) => !existsSync(join(resources, path)),
    ),
  ];
  expectNone('missing', missing);
  expectNone(
    'of the sources or of tests',
    [...archive].filter((path) => /\.ts$|\.test\.|^\/(?:src|test|training|bench|shared)\//.test(path)),
  );
  const natives = globSync('**/*.{node,so,so.*,dll,dylib}', { cwd: join(resources, 'app.asar.unpacked') });
  for (const name of ['onnxruntime_binding', 'sharp-', 'better-sqlite3']) {
    if (!natives.some((path) => path.includes(name))) throw new Error(`no native module ${name}`);
  }
  expectNone(
    `not of ${process.platform}`,
    natives.filter((path) => !isOfThisPlatform(join(resources, 'app.asar.unpacked', path))),
  );
  expectNone(
    'native modules inside of the archive',
    [...archive].filter((path) => isPackedNative(resources, path)),
  );
  console.log(`${archive.size} files in the archive, ${natives.length} native ones beside it`);
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}

function isPackedNative(resources: string, path: string): boolean {
  return (
    /\.(?:node|dll|dylib|so(?:\.\d+)*)$/.test(path) && !existsSync(join(resources, 'app.asar.unpacked', path))
  );
}

function isOfThisPlatform(path: string): boolean {
  const head = readFileSync(path).subarray(0, 4).toString('hex');
  return MAGIC[process.platform]!.some((magic) => head.startsWith(magic)) && isOfThisProcessor(path);
}

/** The machine that an ELF file is for; names tell it elsewhere. */
function isOfThisProcessor(path: string): boolean {
  if (process.platform !== 'linux') return true;
  const machine = readFileSync(path).readUInt16LE(18);
  return machine === { x64: 0x3e, arm64: 0xb7 }[process.arch as 'x64' | 'arm64'];
}

function checkSize(resources: string): void {
  const bytes = globSync('**/*', { cwd: resources, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  const megabytes = bytes / 1e6;
  console.log(`${megabytes.toFixed(0)} MB without Electron (at most ${MOST_MEGABYTES})`);
  if (megabytes > MOST_MEGABYTES) throw new Error('the package is too large');
}

async function checkFuses(unpacked: string): Promise<void> {
  const [program] = globSync(join(unpacked, process.platform === 'win32' ? '*.exe' : 'trilemma-studio'));
  const wire = await getCurrentFuseWire(program!);
  const wrong = FUSES.filter(([fuse, isOn]) => (Number(wire[fuse]) === ENABLED) !== isOn);
  expectNone(
    'fuses that are not as configured',
    wrong.map(([fuse]) => FuseV1Options[fuse]),
  );
}

/** Plain Node reads no archive: it is taken apart, and what lies beside it is put back in. */
function generateFace(resources: string, folder: string): void {
  const app = join(resources, 'app');
  extractAll(join(resources, 'app.asar'), app);
  const picture = join(folder, 'face.png');
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      join(app, 'dist', 'main', 'cli.js'),
      'generate',
      'faces',
      '--seed',
      '1',
      '--device',
      'cpu',
      '--out',
      picture,
    ],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, TRILEMMA_HOME: join(folder, 'home') },
    },
  );
  if (status !== 0 || !existsSync(picture)) throw new Error(`the packed command line failed:\n${stderr}`);
  console.log('The packed command line made a face.');
}

function expectNone(what: string, found: readonly string[]): void {
  if (found.length > 0) throw new Error(`${what}: ${found.slice(0, 10).join(', ')}`);
}
