import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../../platform/atomic-write.ts';
import { fileError, systemCode } from '../../../platform/file-error.ts';
import type { DeviceChoice } from '../../../shared/device.ts';
import { APP_VERSION } from '../../version.ts';

/**
 * The file of a folder where the pictures of a film are kept. What an earlier try left in it stays if this one would
 * compute the same, bit for bit: by the same version on the same device.
 *
 * @throws {TrilemmaError} `file` where it cannot be read or written.
 */
export async function keptFramesIn(
  folder: string,
  { provider, runtime }: Pick<DeviceChoice, 'provider' | 'runtime'>,
): Promise<string> {
  const frames = join(folder, 'frames');
  const mark = join(folder, 'made-with.json');
  const own = JSON.stringify({ app: APP_VERSION, provider, runtime });
  try {
    if ((await textOf(mark)) === own) return frames;
    await rm(frames, { force: true });
  } catch (cause) {
    throw fileError(`${folder} cannot be used`, cause);
  }
  await writeFileAtomically(mark, own);
  return frames;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}
