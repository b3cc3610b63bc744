import { describe, expect, it } from 'vitest';
import { adamStep, PAPER_ADAM } from '../../core/ddgan/training-step/adam.ts';
import { discriminatorStepGraph, type TrainingConfig } from '../../core/ddgan/training-step/training-step.ts';
import { parseSeed } from '../../core/random/seed.ts';
import { randomStream } from '../../core/random/stream.ts';
import { KeptTensor } from '../runtime/kept-tensor.ts';
import type { TensorMessage } from '../protocol.ts';
import { float32, int64, Session } from '../runtime/runtime.ts';
import { isCarried, type TrainingTensors } from './training-tensors.ts';
import { DeviceTensors } from './device-tensors.ts';
import { HostTensors } from './host-tensors.ts';
import { TINY_NETWORKS } from '../testing/tiny-networks.ts';

type Tensors = Readonly<Record<string, TensorMessage>>;

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
const some = (wanted: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name)));
const carried = some(isState);
const inputs = some((name) => !isState(name));
const load = () => Session.load(graph, 'cpu', { inBackground: true, keeps: isCarried });

/** The device is the CPU: what a session keeps stays in its memory, and anything else is as on a device of its own. */
const STATES = {
  host: (tensors: Tensors) => Promise.resolve<TrainingTensors>(new HostTensors(tensors)),
  device: (tensors: Tensors) => DeviceTensors.load(tensors, 'cpu'),
};
const fresh = (kind: keyof typeof STATES) => STATES[kind](structuredClone(carried));

describe.each(['host', 'device'] as const)('a training state of the %s', (kind) => {
  it('learns a batch by heart', async () => {
    await using session = await load();
    await using state = await fresh(kind);
    const losses: number[] = [];
    for (let step = 0; step < 40; step++) {
      const { loss_real, loss_fake, ...others } = await state.step(session, inputs);
      expect(Object.keys(others)).toEqual(['logits_real', 'logits_fake']);
      losses.push(Number(loss_real!.data[0]) + Number(loss_fake!.data[0]));
    }
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!);
    const learnt = await state.download();
    expect(Object.keys(learnt)).toEqual(Object.keys(carried));
    expect(learnt['G.all_modules.2.weight']).toEqual(carried['G.all_modules.2.weight']);
    expect(learnt['D.end_linear.weight']).not.toEqual(carried['D.end_linear.weight']);
  });

  it('is what it was after a step that failed', async () => {
    await using session = await load();
    await using state = await fresh(kind);
    await expect(state.step(session, { ...inputs, t: int64([0, 1, 0, 9]) })).rejects.toThrow();
    await expect(state.download()).resolves.toEqual(carried);
    await using other = await fresh(kind);
    expect(await state.step(session, inputs)).toEqual(await other.step(session, inputs));
  });

  it('needs every tensor that a step reads', async () => {
    await using session = await load();
    const parameters = Object.fromEntries(Object.entries(carried).filter(([name]) => !name.startsWith('m.')));
    await using state = await STATES[kind](parameters);
    await expect(state.step(session, inputs)).rejects.toThrow('the training state has no m.D.');
  });
});

describe('a training state', () => {
  it('learns the same on the host and on a device', async () => {
    await using session = await load();
    await using host = await fresh('host');
    await using device = await fresh('device');
    for (const state of [host, device])
      for (let step = 0; step < 3; step++) await state.step(session, inputs);
    expect(await device.download()).toEqual(await host.download());
  });

  it('has two sets of arrays on the host', async () => {
    await using session = await load();
    const state = new HostTensors(structuredClone(carried));
    const array = () => state.tensors['D.end_linear.weight']!.data;
    const seen = [array()];
    for (let step = 0; step < 4; step++) {
      await state.step(session, inputs);
      seen.push(array());
    }
    expect(seen.map((data) => seen.indexOf(data))).toEqual([0, 1, 0, 1, 0]);
  });

  it('disposes of what it replaces on a device, and of all in the end', async () => {
    await using session = await load();
    const state = await fresh('device');
    const seen = new Set<KeptTensor>();
    const look = () => Object.values(state.tensors).filter((tensor) => tensor instanceof KeptTensor);
    const isAlive = ({ tensor }: KeptTensor) => tensor.location !== 'none';
    for (let step = 0; step < 5; step++) {
      for (const tensor of look()) seen.add(tensor);
      await state.step(session, inputs);
      expect(look().every(isAlive)).toBe(true);
      expect([...seen].filter(isAlive).every((tensor) => look().includes(tensor))).toBe(true);
    }
    expect(seen.size).toBeGreaterThan(2 * look().length);
    await state[Symbol.asyncDispose]();
    expect([...seen, ...look()].some(isAlive)).toBe(false);
  });
});
