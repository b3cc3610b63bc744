import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inferDiscriminator } from '../../core/checkpoint/networks/architecture.ts';
import { findDiscriminator } from '../../core/checkpoint/networks/ddgan-checkpoint.ts';
import { openCheckpoint } from '../../core/checkpoint/open.ts';
import { statedConfig } from '../../core/checkpoint/networks/stated-config.ts';
import { EngineClient } from '../../engine/client.ts';
import { parseSeed } from '../../core/random/seed.ts';
import { openFileSource } from '../../platform/file-source.ts';
import { generate } from '../rendering/generate.ts';
import { toPixels } from '../pictures/pixels.ts';
import { verifyModel } from './check.ts';
import { listModels } from './list-models.ts';
import { findModel } from './library.ts';
import { modelFolders } from './model-folders.ts';

const folders = modelFolders('/nonexistent');
const { models, damaged } = await listModels(folders);

it('ships models, none of them damaged', () => {
  expect(models.map(({ card }) => card.name)).toContain('faces');
  expect(damaged).toEqual([]);
});

describe.each(models.map((model) => [model.card.name, model] as const))(
  'the bundled model %s',
  (name, model) => {
    it('is the file that its card describes', async () => {
      await findModel(name, folders);
      await verifyModel(model);
    });

    it('comes with the discriminator that it learnt with', () => {
      using file = openFileSource(join(dirname(model.path), 'discriminator.safetensors'));
      const checkpoint = openCheckpoint(file);
      const { tensors } = findDiscriminator(checkpoint)!;
      const { imageSize, numChannels } = model.card.architecture;
      const config = inferDiscriminator(tensors, { stated: statedConfig(checkpoint) });
      expect(config).toMatchObject({ imageSize, numChannels });
    });

    it('makes pictures that are neither flat nor all alike', async () => {
      using engine = new EngineClient();
      const pictures: Uint8Array[] = [];
      await generate(engine, {
        model,
        seed: parseSeed('1'),
        count: 2,
        temperature: { x_T: 1, z: 1 },
        device: 'cpu',
        onPicture: ({ image }) => pictures.push(toPixels(image).data),
      });
      expect(pictures).toHaveLength(2);
      for (const picture of pictures) expect(deviation(picture)).toBeGreaterThan(16);
      expect(pictures[0]).not.toEqual(pictures[1]);
    });
  },
);

function deviation(values: Uint8Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
