/**
 * What an Electron looks like to electron-builder, without the program: what goes into a package beside Electron can be
 * looked at where no Electron can be had.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Before an Electron's fuses, in its program: by this they are found (electron/docs/latest/tutorial/fuses). */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES = 8;
const ON = '1';

/** @param folder empty. @param version Electron's */
export async function writeStubElectron(folder: string, version: string): Promise<void> {
  const program = process.platform === 'win32' ? 'electron.exe' : 'electron';
  await mkdir(join(folder, 'resources'), { recursive: true });
  await mkdir(join(folder, 'locales'));
  await writeFile(join(folder, 'version'), `v${version}`);
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) await writeFile(join(folder, name), '');
  const wire = Buffer.from([1, FUSES]);
  await writeFile(join(folder, program), [SENTINEL, wire.toString('latin1'), ON.repeat(FUSES)].join(''), {
    encoding: 'latin1',
    mode: 0o755,
  });
}
