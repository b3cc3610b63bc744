import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineClient } from '../../engine/client.ts';
import { caught } from '../../platform/testing/caught.ts';
import { benchmarkModel } from './benchmark.ts';
import { findModel } from './library.ts';
import { modelFolders } from './model-folders.ts';

const model = await findModel('faces', modelFolders('/nonexistent'));

describe('benchmarkModel', () => {
  let engine: EngineClient;
  beforeAll(() => (engine = new EngineClient()));
  afterAll(() => engine[Symbol.dispose]());

  it('gives figures that go together, and tells of every run', async () => {
    const told: [number, number][] = [];
    const figures = await benchmarkModel(engine, model, 'cpu', {
      onProgress: (done, total) => told.push([done, total]),
    });
    expect(figures.provider).toBe('cpu');
    expect(figures.runtime).toMatch(/^onnxruntime-node \d/);
    for (const figure of ['secondsPerImageStep', 'gflops', 'boundShare', 'loadSeconds'] as const) {
      expect(figures[figure]).toBeGreaterThan(0);
    }
    expect(Object.keys(figures)).toHaveLength(6);
    const [, total] = told[0]!;
    expect(told).toEqual(Array.from({ length: total }, (_, index) => [index + 1, total]));
  });

  it('ends early when it is cancelled', async () => {
    const controller = new AbortController();
    let last = 0;
    let all = Infinity;
    const error = await caught(() =>
      benchmarkModel(engine, model, 'cpu', {
        signal: controller.signal,
        onProgress: (done, total) => {
          [last, all] = [done, total];
          controller.abort();
        },
      }),
    );
    expect(error.code).toBe('cancelled');
    expect(last).toBeLessThan(all);
  });

  it('says that a device is not there', async () => {
    const { code } = await caught(() => benchmarkModel(engine, model, 'dml'));
    expect(code).toBe('device-unavailable');
  });
});
