/** Fine-tuning of the wavelet family: a run, what its pause changes, and the model that it becomes. */
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { openCheckpoint } from '../../core/checkpoint/open.ts';
import { openFileSource } from '../../platform/file-source.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import type { GeneratorConfig } from '../../shared/models/architecture.ts';
import { DISCRIMINATOR_FILE } from '../models/discriminator-file.ts';
import { importModel } from '../models/import/import.ts';
import { findModel } from '../models/library.ts';
import { modelFolders } from '../models/model-folders.ts';
import { CheckedModels } from '../rendering/checked-models.ts';
import { tinyWavelet } from '../testing/tiny-checkpoint.ts';
import { networksOf } from './networks.ts';
import { RunFolder } from './run-folder.ts';
import { atStep, folderOfPictures, tinySpec, trainingRuns } from './testing/training-dependencies.ts';

const STEPS = 40;
/** Not in the order that is taken where nothing states one. */
const architecture: GeneratorConfig = {
  ...tinyWavelet,
  wavelet: { ...tinyWavelet.wavelet!, bandOrder: 'height_first' },
};

it('goes on after a pause as if nothing had been, and becomes a model like its base', async () => {
  const root = temporaryFolder();
  const data = await folderOfPictures(root, 5);
  // The penalty's graph takes longest to load.
  const spec = tinySpec(data, { steps: STEPS, checkpointEvery: 5, sampleEvery: STEPS, r1Gamma: 0 });
  await using unbroken = await trainingRuns(join(root, 'unbroken'), { architecture });
  const losses = await unbroken.losses((await unbroken.untilIdle(await unbroken.runs.start(spec))).id);
  expect(losses).toHaveLength(STEPS);

  let pause: () => void = () => undefined;
  const startEngine = atStep(12, () => pause());
  await using paused = await trainingRuns(join(root, 'paused'), { architecture, startEngine });
  const id = await paused.runs.start(spec);
  pause = () => void paused.runs.pause(id);
  expect((await paused.untilIdle(id)).state).toMatchObject({ status: 'paused', reason: 'user' });
  await paused.runs.resume(id);
  expect(await paused.untilIdle(id)).toMatchObject({ state: { status: 'done' }, samples: [0, STEPS] });
  await expect(paused.losses(id)).resolves.toEqual(losses);

  await paused.runs.keep({ id, step: STEPS, name: 'finer' });
  const folders = modelFolders(join(root, 'paused'));
  const { card, path } = await findModel('finer', folders);
  expect(card).toMatchObject({
    ...{ architecture, steps: 2, weights: 'ema' },
    license:
      'unknown: ask whoever gave you the file. The pictures that it was trained on have their own terms.',
  });
  const models = new CheckedModels(folders);
  const { networks } = await networksOf({ kind: 'model', model: 'finer' }, models);
  const { networks: first } = await networksOf({ kind: 'model', model: 'base' }, models);
  const discriminator = join(dirname(path), DISCRIMINATOR_FILE);
  expect(networks).toEqual({ ...first, start: { kind: 'model', path, discriminator } });
  const checkpoint = new RunFolder(join(root, 'paused', 'training', id)).checkpointPath(STEPS);
  using file = openFileSource(checkpoint);
  using ofModel = openFileSource(discriminator);
  expect(openCheckpoint(ofModel).float32('end_linear.weight')).toEqual(
    openCheckpoint(file).float32('D.end_linear.weight'),
  );

  // A checkpoint states what its tensors do not show, and so can be imported anywhere.
  const elsewhere = modelFolders(join(root, 'elsewhere'));
  const { model } = await importModel(checkpoint, elsewhere, { name: 'imported' });
  expect(model.card).toMatchObject({ architecture, steps: 2, sha256: card.sha256 });
});
