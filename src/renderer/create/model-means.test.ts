import { describe, expect, it } from 'vitest';
import type { ModelSummary } from '../../shared/models/model-summary.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import { ModelMeans } from './model-means.svelte.ts';

const MODEL = { card: { name: 'faces', sha256: 'a'.repeat(64) } } as ModelSummary;

function meansFrom(answer: () => Promise<{ mean: string }>) {
  let asked = 0;
  const request = (() => {
    asked++;
    return answer();
  }) as unknown as StudioClient['request'];
  return { means: new ModelMeans({ request }), asked: () => asked };
}

describe('ModelMeans', () => {
  it('asks once, however many wait and whenever they come', async () => {
    const { means, asked } = meansFrom(() => Promise.resolve({ mean: 'AACAPw==' }));
    expect(means.of(MODEL)).toBeNull();
    expect(await Promise.all([means.load(MODEL), means.load(MODEL)])).toEqual(['AACAPw==', 'AACAPw==']);
    expect(await means.load(MODEL)).toBe('AACAPw==');
    expect(means.of(MODEL)).toBe('AACAPw==');
    expect(asked()).toBe(1);
  });

  it('asks again after an attempt that failed', async () => {
    let answers = 0;
    const { means, asked } = meansFrom(() =>
      answers++ === 0 ? Promise.reject(new Error('busy')) : Promise.resolve({ mean: 'AACAPw==' }),
    );
    await expect(means.load(MODEL)).rejects.toThrow('busy');
    expect(await means.load(MODEL)).toBe('AACAPw==');
    expect(asked()).toBe(2);
  });
});
