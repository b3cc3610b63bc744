import { describe, expect, it } from 'vitest';
import type { TrainingPlan } from './protocol.ts';
import { firstState, isFinite } from './checkpoint.ts';
import { checkMemory, memoryNeed, memoryRefusal } from './memory.ts';
import { stepGraphs, trainableOf } from './sessions.ts';
import { caught } from '../../platform/testing/caught.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';

const plan = (batch: number) => tinyPlan({ batch });

const measured = (batch: number) => {
  const state = firstState(plan(batch), trainableOf(plan(batch)));
  return { state, need: memoryNeed(plan(batch), state, stepGraphs(plan(batch))) };
};

describe('the memory of a run', () => {
  it('grows with the batch, and the batch that fits does not depend on the one asked for', () => {
    const [small, large] = [measured(4).need, measured(16).need];
    expect(large.bytes).toBeGreaterThan(small.bytes);
    expect(large.largestBatch).toBe(small.largestBatch);
  });

  it('is refused where it is not there, with the batch that fits', async () => {
    expect(memoryRefusal({ bytes: 9e9, freeBytes: 4e9, largestBatch: 8 })).toBe(
      'The run needs about 9.0 GB of memory, and 4.0 GB are free: set the batch to 8.',
    );
    expect(memoryRefusal({ bytes: 9e9, freeBytes: 1e8, largestBatch: 0 })).toMatch(/smaller model\.$/);
    const huge: TrainingPlan = { ...plan(4), settings: { ...plan(4).settings, batch: 2 ** 20 } };
    const { state } = measured(4);
    expect((await caught(() => checkMemory(huge, state, stepGraphs(plan(4))))).code).toBe('out-of-memory');
  });
});

describe('new weights', () => {
  it('are finite, different, and the same for the same seed', () => {
    const [one, again] = [measured(4).state, measured(4).state];
    expect(one).toEqual(again);
    expect(isFinite(one.tensors)).toBe(true);
    const weights = one.tensors['G.all_modules.2.weight']!.data;
    expect(new Set(Array.from(weights, Number)).size).toBeGreaterThan(weights.length / 2);
    const broken = {
      ...one.tensors,
      x: { type: 'float32', shape: [1], data: Float32Array.of(NaN) },
    } as const;
    expect(isFinite(broken)).toBe(false);
  });
});
