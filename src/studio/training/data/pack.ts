/** A folder of pictures as one file of crops, which training reads from at random. */
import { createHash } from 'node:crypto';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../../platform/atomic-write.ts';
import type { Pixels } from '../../../shared/picture.ts';
import type { Crop, DataReport, RefusedReason } from '../../../shared/training.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { FoundFiles, Refused } from './find-files.ts';
import { OtherFiles } from './other-files.ts';
import { NONE_REFUSED, reportSchema } from './pack-report.ts';
import { readCrop } from './read-crop.ts';

const PACK_FILE = 'pack.bin';
const INDEX_FILE = 'index.json';

/** Decoded at once: enough to keep the decoder's threads busy. */
const AT_ONCE = 8;

/** Refused files that the report names. */
const MAX_EXAMPLES = 100;

export interface PackOptions {
  readonly folder: string;
  readonly side: number;
  readonly crop: Crop;
}

export interface Pack {
  /** Crops one after the other, each 3 side side bytes of RGB, row by row. */
  readonly path: string;
  readonly report: DataReport;
}

export interface Making {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Writes the crops of a folder's pictures, and the report of them, into an empty folder. A few pictures are in memory at a time.
 *
 * @throws {TrilemmaError} `cancelled`; what the disk reports.
 */
export async function makePack(
  target: string,
  { folder, side, crop }: PackOptions,
  { files, refused: before }: FoundFiles,
  { signal, onProgress }: Making,
): Promise<void> {
  const refusals = new Refusals(before);
  const others = new OtherFiles();
  const known = new Set<string>();
  const whole = createHash('sha256');
  const pack = await open(join(target, PACK_FILE), 'wx');
  try {
    for (let first = 0; first < files.length; first += AT_ONCE) {
      if (signal.aborted) throw new TrilemmaError('cancelled', 'Cancelled.');
      const some = files.slice(first, first + AT_ONCE);
      const results = await Promise.all(some.map(({ file }) => readCrop(folder, file, { side, crop })));
      for (const [i, result] of results.entries()) {
        const { file } = some[i]!;
        if (result.kind === 'no-picture') {
          others.add(file);
          continue;
        }
        if (result.kind === 'refused') {
          refusals.add({ file, reason: result.reason, message: result.message });
          continue;
        }
        const hash = createHash('sha256').update(result.rgb).digest('base64');
        if (known.has(hash)) {
          refusals.add({ file, reason: 'duplicate', message: `${file} is a picture that is there already.` });
          continue;
        }
        known.add(hash);
        whole.update(result.rgb);
        await pack.writeFile(result.rgb);
      }
      onProgress(first + some.length, files.length);
    }
    await pack.sync();
  } finally {
    await pack.close();
  }
  const report: DataReport = {
    folder,
    pictures: known.size,
    refused: refusals.counts,
    examples: refusals.examples,
    others: others.counts(),
    sha256: whole.digest('hex'),
    side,
  };
  await writeDurably(join(target, INDEX_FILE), JSON.stringify(report));
}

class Refusals {
  readonly counts: Record<RefusedReason, number> = { ...NONE_REFUSED };
  readonly examples: Refused[] = [];

  constructor(before: readonly Refused[]) {
    for (const refused of before) this.add(refused);
  }

  add(refused: Refused): void {
    this.counts[refused.reason]++;
    if (this.examples.length < MAX_EXAMPLES) this.examples.push(refused);
  }
}

/** The pack in a folder; undefined where there is none that is whole. */
export async function readPack(folder: string): Promise<Pack | undefined> {
  const path = join(folder, PACK_FILE);
  try {
    const report = reportSchema.parse(JSON.parse(await readFile(join(folder, INDEX_FILE), 'utf8')));
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    return size === report.pictures * bytesOfCrop(report.side) ? { path, report } : undefined;
  } catch {
    return undefined;
  }
}

/** @param count at most; spread over the whole pack. */
export async function cropsOf({ path, report }: Pack, count: number): Promise<readonly Pixels[]> {
  const { side, pictures } = report;
  const shown = Math.min(count, pictures);
  await using file = await open(path, 'r');
  const crops: Pixels[] = [];
  for (let i = 0; i < shown; i++) {
    crops.push(await cropAt(file, Math.floor((i * pictures) / shown), side));
  }
  return crops;
}

async function cropAt(file: FileHandle, index: number, side: number): Promise<Pixels> {
  const bytes = bytesOfCrop(side);
  const rgb = new Uint8Array(bytes);
  await file.read(rgb, 0, bytes, index * bytes);
  const rgba = new Uint8Array(4 * side ** 2).fill(255);
  for (let at = 0; at < side ** 2; at++) rgba.set(rgb.subarray(3 * at, 3 * at + 3), 4 * at);
  return { width: side, height: side, rgba };
}

function bytesOfCrop(side: number): number {
  return 3 * side ** 2;
}
