/**
 * Reading a large folder of pictures to train on:
 *
 *     npm run bench:training-data -- [--pictures 100000] [--broken 0.1]
 *
 * The folder is made first: JPEGs of 96 x 96 in folders of a thousand, a share of them cut short.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { parseSeed } from '../src/core/random/seed.ts';
import { randomStream } from '../src/core/random/stream.ts';
import { PackCache } from '../src/studio/training/data/pack-cache.ts';

const SIDE = 96;
const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '100000' },
    broken: { type: 'string', default: '0.1' },
  },
});
const pictures = Number(values.pictures);
const every = Math.round(1 / Number(values.broken));

const home = mkdtempSync(join(tmpdir(), 'trilemma-bench-'));
try {
  const folder = join(home, 'pictures');
  for (let first = 0; first < pictures; first += 1000) {
    const part = join(folder, String(first));
    mkdirSync(part, { recursive: true });
    await Promise.all(
      Array.from({ length: Math.min(1000, pictures - first) }, (_, i) => write(part, first + i)),
    );
  }
  const before = process.memoryUsage.rss();
  let peak = before;
  const started = performance.now();
  const cache = new PackCache(join(home, 'cache'));
  const { report } = await cache.of(
    { folder, side: 64, crop: 'centre' },
    new AbortController().signal,
    () => (peak = Math.max(peak, process.memoryUsage.rss())),
  );
  const seconds = (performance.now() - started) / 1000;
  const again = performance.now();
  await cache.of({ folder, side: 64, crop: 'centre' }, new AbortController().signal, () => undefined);
  console.log(
    JSON.stringify(
      {
        files: pictures,
        taken: report.pictures,
        refused: report.refused,
        seconds,
        filesPerSecond: pictures / seconds,
        megabytesOverIdle: (peak - before) / 1e6,
        secondsFromCache: (performance.now() - again) / 1000,
      },
      null,
      2,
    ),
  );
} finally {
  rmSync(home, { recursive: true, force: true });
}

async function write(folder: string, number: number): Promise<void> {
  const pixels = randomStream(parseSeed(String(number)), 'pixels')
    .uniforms(27)
    .map((x) => 256 * x);
  const jpeg = await sharp(Uint8Array.from(pixels), { raw: { width: 3, height: 3, channels: 3 } })
    .resize(SIDE, SIDE, { kernel: 'cubic' })
    .jpeg()
    .toBuffer();
  const isBroken = number % every === 0;
  writeFileSync(join(folder, `${number}.jpg`), isBroken ? jpeg.subarray(0, jpeg.length >> 1) : jpeg);
}
