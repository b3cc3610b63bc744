/**
 * How long a picture takes while a model is trained, over how long it takes without:
 *
 *     npm run bench:training-latency -- [--model NAME] [--pictures N] [--rounds N]
 *
 * Two engine processes, as in the studio: one samples a picture every now and then, as a hand does that moves a slider;
 * the other trains at low priority (preset Style) in every second round. Medians and 95th percentiles of all pictures.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { EngineClient } from '../src/engine/client.ts';
import { presetSettings } from '../src/shared/training.ts';
import { findModel } from '../src/studio/models/library.ts';
import { modelFolders } from '../src/studio/models/model-folders.ts';
import { usersDataFolder } from '../src/platform/data-folder.ts';
import { folderOfPictures, trainingRuns } from '../src/studio/training/testing/training-dependencies.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'faces' },
    pictures: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
  },
});
/** Between two pictures. */
const PAUSE_MS = 100;

const home = mkdtempSync(join(tmpdir(), 'trilemma-bench-'));
const { path, card } = await findModel(values.model, modelFolders(usersDataFolder()));
const model = { path, architecture: card.architecture };
const times = { alone: [] as number[], training: [] as number[] };
using engine = new EngineClient();
try {
  await using training = await trainingRuns(home, { inBackground: true });
  const id = await training.runs.start({
    name: 'bench',
    base: { kind: 'model', model: values.model },
    data: await folderOfPictures(home, 64),
    preset: 'style',
    settings: { ...presetSettings('style'), steps: 100_000, device: 'cpu' },
  });
  for (let round = 0; round < Number(values.rounds); round++) {
    if (round > 0) await training.runs.resume(id);
    await training.stepTold(id, (await training.now(id)).step + 1);
    await measure(times.training);
    await training.runs.pause(id);
    await training.untilIdle(id);
    await measure(times.alone);
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}

const summary = (all: readonly number[]) => {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { medianMs: at(0.5), p95Ms: at(0.95) };
};
const [alone, training] = [summary(times.alone), summary(times.training)];
const result = {
  model: card.name,
  cores: availableParallelism(),
  alone,
  training,
  ratios: { median: training.medianMs / alone.medianMs, p95: training.p95Ms / alone.p95Ms },
};
console.log(JSON.stringify(result, null, 2));

async function measure(into: number[]): Promise<void> {
  for (let i = 0; i <= Number(values.pictures); i++) {
    const started = performance.now();
    await engine.request('sample', {
      ...{ model, device: 'cpu', steps: card.steps },
      recipes: [{ seed: String(i + 1), temperature: { x_T: 1, z: 1 } }],
    });
    // The first loads the model, or wakes what slept.
    if (i > 0) into.push(performance.now() - started);
    await sleep(PAUSE_MS);
  }
}
