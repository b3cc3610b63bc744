import { describe, expect, it } from 'vitest';
import type { TrainingMetrics } from '../../shared/training.ts';
import { handTraining, metrics } from './testing/hand-training.ts';
import { TrainingCurves } from './training-curves.svelte.ts';

function setUp(past: readonly TrainingMetrics[] = []) {
  const gate = Promise.withResolvers<undefined>();
  const studio = handTraining({
    'training.metrics': async ({ params }) => {
      const { afterStep } = params as { readonly afterStep: number };
      await gate.promise;
      // The studio gives as many at once as it likes.
      return past.filter(({ step }) => step > afterStep).slice(0, 2);
    },
  });
  const curves = new TrainingCurves(studio.parts.client, 'a');
  const steps = () => curves.points.map(({ step }) => step);
  return { ...studio, curves, steps, answer: () => gate.resolve(undefined) };
}

describe('the curves of a run', () => {
  it('are all that was before, and then what comes', async () => {
    const { curves, steps, answer, tell } = setUp([1, 2, 3, 4, 5].map((step) => metrics(step)));
    answer();
    await curves.load();
    tell('training-metrics', { id: 'a', metrics: [metrics(6)] });
    tell('training-metrics', { id: 'another', metrics: [metrics(7)] });
    expect(steps()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(curves.last?.step).toBe(6);
  });

  it('miss nothing of what comes while the past is on its way', async () => {
    const { curves, steps, answer, tell } = setUp([metrics(1), metrics(2), metrics(3)]);
    const loaded = curves.load();
    tell('training-metrics', { id: 'a', metrics: [metrics(3), metrics(4)] });
    answer();
    await loaded;
    expect(steps()).toEqual([1, 2, 3, 4]);
  });

  it('go back with the run to a checkpoint', async () => {
    const { curves, steps, answer, tell } = setUp([metrics(1), metrics(2), metrics(3)]);
    answer();
    await curves.load();
    tell('training-metrics', { id: 'a', metrics: [metrics(2, 20), metrics(3, 30)] });
    expect(steps()).toEqual([1, 2, 3]);
    expect(curves.points.map(({ lossG }) => lossG)).toEqual([1, 20, 30]);
  });

  it('end when they are closed', () => {
    const { curves, steps, tell } = setUp();
    curves.close();
    tell('training-metrics', { id: 'a', metrics: [metrics(1)] });
    expect(steps()).toEqual([]);
  });
});
