/**
 * Pictures between two models against pictures of one:
 *
 *     npm run bench:cross-fade -- [--model faces] [--pictures 48] [--rounds 5]
 *
 * The second model has the weights of the first: how long it takes does not depend on them. One model and the pair take
 * turns, so that both see the same machine; medians count.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { EngineClient } from '../src/engine/client.ts';
import type { ModelFile, SampleParams } from '../src/engine/protocol.ts';
import { findModel } from '../src/studio/models/library.ts';
import { modelFolders } from '../src/studio/models/model-folders.ts';
import { usersDataFolder } from '../src/platform/data-folder.ts';
import { median } from '../src/shared/median.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'faces' },
    pictures: { type: 'string', default: '48' },
    rounds: { type: 'string', default: '5' },
  },
});
const count = Number(values.pictures);
const { card, path } = await findModel(values.model, modelFolders(usersDataFolder()));
const { name, sha256, steps, architecture } = card;
const one: ModelFile = { path, architecture };
const pair: ModelFile = { ...one, towards: path };

/** Seconds of a request to the engine. */
async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Milliseconds a picture. */
async function perPicture(engine: EngineClient, model: ModelFile, batch?: number): Promise<number> {
  const pictures = Array.from({ length: count }, (_, i) => ({
    ...{ seed: String(i), temperature: { x_T: 1, z: 1 } },
    ...(model === pair && { fade: { model: { name, sha256 }, amount: (i + 1) / (count + 1) } }),
  }));
  const params: SampleParams = { model, steps, recipes: pictures, device: 'cpu', ...(batch && { batch }) };
  return (1000 * (await seconds(() => engine.request('sample', params)))) / count;
}

const kinds = [
  { words: 'one model, as many at once as fit', run: (engine: EngineClient) => perPicture(engine, one) },
  { words: 'one model, one after the other', run: (engine: EngineClient) => perPicture(engine, one, 1) },
  { words: 'between two, each its own weights', run: (engine: EngineClient) => perPicture(engine, pair) },
];
const times = kinds.map((): number[] => []);
const loads: Record<'one' | 'pair', number[]> = { one: [], pair: [] };
for (let round = 0; round < Number(values.rounds); round++) {
  using engine = new EngineClient();
  const load = (model: ModelFile) => engine.request('load', { model, device: 'cpu' });
  // The first request starts the process.
  await engine.request('benchmark', { model: one, device: 'cpu', batch: 1, runs: 1 });
  loads.one.push(await seconds(() => load(one)));
  loads.pair.push(await seconds(() => load(pair)));
  for (const [i, { run }] of kinds.entries()) times[i]!.push(await run(engine));
}
console.log(`${name}, T = ${steps}, ${availableParallelism()} cores, medians of ${values.rounds} rounds`);
console.log(
  `  to load one model ${median(loads.one).toFixed(2)} s, a pair ${median(loads.pair).toFixed(2)} s`,
);
for (const [i, { words }] of kinds.entries()) {
  console.log(`  ${words}: ${median(times[i]!).toFixed(1)} ms a picture`);
}
