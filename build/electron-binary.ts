import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A closed network may never answer; one that did is given the time that a hundred megabytes take. */
const PROBE_MS = 5000;
const FETCH_MS = 15_000;
const LONG_FETCH_MS = 10 * 60_000;
const RELEASES = 'https://github.com/electron/electron/releases/download/';

/**
 * Electron's program. Its package comes without: the first start fetches it.
 *
 * @param folder of Electron's package
 * @returns undefined where it is not here and cannot be fetched.
 */
export async function electronBinary(folder: string, fetch = fetchElectron): Promise<string | undefined> {
  const here = binaryIn(folder);
  if (here !== undefined) return here;
  await fetch(folder);
  return binaryIn(folder);
}

function binaryIn(folder: string): string | undefined {
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return undefined;
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  const path = join(dist, readFileSync(note, 'utf8'));
  return existsSync(path) ? path : undefined;
}

/** By its package's own script, which checks what it fetched. */
async function fetchElectron(folder: string): Promise<void> {
  const reachable = await canReachRelease(folder);
  if (reachable) process.stderr.write('Fetching Electron, this once ...\n');
  spawnSync(process.execPath, [join(folder, 'install.js')], {
    stdio: 'ignore',
    timeout: reachable ? LONG_FETCH_MS : FETCH_MS,
  });
}

async function canReachRelease(folder: string): Promise<boolean> {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const base = process.env.ELECTRON_MIRROR ?? RELEASES;
  const url = `${base}v${version}/electron-v${version}-${process.platform}-${process.arch}.zip`;
  try {
    return (await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) })).ok;
  } catch {
    return false;
  }
}
