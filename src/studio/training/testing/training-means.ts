/** What tests of training share: small folders of pictures, and runs that take seconds. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { parseSeed } from '../../../core/random/seed.ts';
import { randomStream } from '../../../core/random/stream.ts';
import { presetSettings, type TrainingSettings, type TrainingSpec } from '../../../shared/training.ts';

/** A folder with so many different pictures, PNG of 40 x 48. */
export async function folderOfPictures(parent: string, count: number): Promise<string> {
  const folder = join(parent, 'pictures');
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < count; i++) await writePicture(join(folder, `${String(i).padStart(4, '0')}.png`), i);
  return folder;
}

/** A picture of its own for each number: three colours that go into each other. */
export async function writePicture(path: string, number: number, width = 40, height = 48): Promise<void> {
  const colours = randomStream(parseSeed(String(number)), 'test.picture').uint32s(9);
  const data = Uint8Array.from(colours, (word) => word & 255);
  await sharp(data, { raw: { width: 3, height: 1, channels: 3 } })
    .resize(width, height, { fit: 'fill' })
    .toFile(path);
}

/** A tiny run from nothing. */
export function tinySpec(data: string, settings: Partial<TrainingSettings> = {}): TrainingSpec {
  return {
    name: 'tiny',
    base: { kind: 'scratch', config: 'tiny-32' },
    data,
    preset: 'full',
    settings: {
      ...presetSettings('full'),
      ...{ steps: 4, batch: 2, checkpointEvery: 2, sampleEvery: 2, r1Every: 2, device: 'cpu' },
      ...settings,
    },
  };
}
