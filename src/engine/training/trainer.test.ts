/** Runs of a few dozen steps, on pictures that the smallest networks can learn: stripes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { TINY_WAVELET } from '../testing/tiny-networks.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import type { TrainingPlan } from './protocol.ts';
import { train } from './trainer.ts';

const SIDE = TINY_WAVELET.generator.imageSize;

/** Bytes of red, green and blue, in even and in odd columns. */
const STRIPES = [
  [230, 60, 128],
  [100, 90, 20],
] as const;

it('learns coefficients of pictures in the order of the model, and makes pictures of them', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'pack.bin');
  writeFileSync(
    path,
    Uint8Array.from({ length: 3 * SIDE ** 2 }, (_, i) => STRIPES[Math.floor(i / 3) % 2]![i % 3]!),
  );
  const steps = 50;
  const settings = { steps, batch: 4, rateG: 0.03, emaDecay: 0.5, r1Gamma: 0, augmentation: 'none' } as const;
  const plan: TrainingPlan = {
    ...tinyPlan({ ...settings, sampleEvery: steps, checkpointEvery: steps, flips: false, device: 'cpu' }),
    ...TINY_WAVELET,
  };
  const sheets: (readonly Float32Array[])[] = [];
  await train(
    { plan, data: { path, pictures: 1 }, resume: null, folder, rateFactor: 1, inBackground: false },
    {
      progress: (told) => {
        if (told.kind === 'samples') sheets.push(told.pictures);
      },
      checkpoint: () => Promise.resolve(),
    },
  );
  const [first, last] = sheets.map((pictures) => Math.max(...pictures.map(distanceFromStripes)));
  expect(first).toBeGreaterThan(0.5);
  expect(last).toBeLessThan(0.2);
});

/** The largest distance of a colour's mean in a column from that of the stripe, in [0, 2]. */
function distanceFromStripes(picture: Float32Array): number {
  const means = [0, 1, 2].flatMap((colour) =>
    Array.from({ length: SIDE }, (_, column) => {
      const places = Array.from(
        { length: SIDE },
        (_, row) => picture[(colour * SIDE + row) * SIDE + column]!,
      );
      const mean = places.reduce((sum, value) => sum + value, 0) / SIDE;
      return Math.abs(mean - (STRIPES[column % 2]![colour]! / 127.5 - 1));
    }),
  );
  return Math.max(...means);
}
