import { describe, expect, it } from 'vitest';
import { adamStep, PAPER_ADAM } from '../core/ddgan/training-step-adam.ts';
import { discriminatorStepGraph, type TrainingConfig } from '../core/ddgan/training-step.ts';
import { parseSeed } from '../core/random/seed.ts';
import { randomStream } from '../core/random/stream.ts';
import type { TensorMessage } from './protocol.ts';
import { float32, int64, Session } from './runtime.ts';
import { TrainingState } from './training-state.ts';
import { TINY_NETWORKS } from './testing/tiny-networks.ts';

const config: TrainingConfig = {
  ...TINY_NETWORKS,
  steps: 2,
  batch: 4,
};

const graph = discriminatorStepGraph(config);
const isState = (name: string) => /^(?:[mv]\.)?[GD]\./.test(name);

function initial(name: string, shape: readonly number[]): TensorMessage {
  const size = shape.reduce((a, b) => a * b, 1);
  if (name === 't') return int64([0, 1, 0, 1]);
  const { rate, epsilon } = adamStep(PAPER_ADAM, 100, 5e-3);
  if (name === 'rate' || name === 'epsilon')
    return float32(Float32Array.of(name === 'rate' ? rate : epsilon));
  const values = /^[mv]\./.test(name)
    ? new Float32Array(size)
    : randomStream(parseSeed('6'), name.replace(/[^\w.-]/g, '_')).normals(size);
  const spread = isState(name) ? 0.2 : 1;
  return float32(
    values.map((value) => value * spread),
    ...shape,
  );
}

const all = Object.fromEntries(
  graph.inputs.map(({ name, shape }) => [name, initial(name, shape.map(Number))]),
);
const inputs = Object.fromEntries(Object.entries(all).filter(([name]) => !isState(name)));
const fresh = () => new TrainingState(structuredClone(all));

describe('TrainingState', () => {
  it('learns a batch by heart, in two sets of buffers', async () => {
    await using session = await Session.load(graph, 'cpu', { inBackground: true });
    const state = fresh();
    const name = 'D.end_linear.weight';
    const [first, losses] = [state.tensors[name]!.data, [] as number[]];
    for (let step = 0; step < 40; step++) {
      const { loss_real, loss_fake, ...others } = await state.step(session, inputs);
      expect(Object.keys(others)).toEqual(['logits_real', 'logits_fake']);
      losses.push(Number(loss_real!.data[0]) + Number(loss_fake!.data[0]));
      expect(state.tensors[name]!.data === first).toBe(step % 2 === 1);
    }
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!);
    expect(state.tensors['G.all_modules.2.weight']).toEqual(all['G.all_modules.2.weight']);
  });

  it('is what it was after a step that failed', async () => {
    await using session = await Session.load(graph, 'cpu', { inBackground: true });
    const state = fresh();
    await expect(state.step(session, { ...inputs, t: int64([0, 1, 0, 9]) })).rejects.toThrow();
    expect(state.tensors).toEqual(all);
    const [after, undisturbed] = [await state.step(session, inputs), await fresh().step(session, inputs)];
    expect(after).toEqual(undisturbed);
  });

  it('needs every tensor that a step reads', async () => {
    await using session = await Session.load(graph, 'cpu');
    const parameters = Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith('m.')));
    await expect(new TrainingState(parameters).step(session, inputs)).rejects.toThrow(
      'the training state has no m.D.',
    );
  });
});
