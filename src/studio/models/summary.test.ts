import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EngineClient } from '../../engine/client.ts';
import { PUBLISHED_CONFIGS } from '../../core/ddgan/published-configs.ts';
import type { Model } from '../../shared/models/model-card.ts';
import { caught } from '../../platform/testing/caught.ts';
import { libraryOf } from '../testing/library-of.ts';
import { findModel } from './library.ts';
import { modelFolders } from './model-folders.ts';
import { modelSummary } from './summary.ts';

const bundled = await findModel('faces', modelFolders('/nonexistent'));

/** The bundled model's file, as if it were of another architecture. */
function modelOf(architecture: Model['card']['architecture'], sha256: string): Model {
  return { ...bundled, card: { ...bundled.card, architecture, sha256 } };
}

describe('modelSummary', () => {
  it('counts work as the engine does, with the weights', async () => {
    const summary = await modelSummary(bundled, '/nonexistent');
    expect(summary).toMatchObject({ card: bundled.card, origin: 'bundled' });
    expect(summary.bytes).toBe(statSync(bundled.path).size);
    using engine = new EngineClient();
    const { architecture } = bundled.card;
    const measured = await engine.request('benchmark', {
      model: { path: bundled.path, architecture },
      device: 'cpu',
      batch: 1,
      runs: 1,
    });
    expect(summary.gigaMacs).toBe(measured.gigaMacs);
  });

  // Figures of the published checkpoints; where an upsampling is folded into a convolution, work is a little less.
  it.each([
    ['cifar10', 48.43, 7.04],
    ['celebahq256', 39.73, 70.85],
  ] as const)("knows the paper's generator for %s", async (name, millionParameters, published) => {
    const { parameters, gigaMacs } = await modelSummary(
      modelOf(PUBLISHED_CONFIGS[name], name),
      '/nonexistent',
    );
    expect(parameters / 1e6).toBeCloseTo(millionParameters, 2);
    expect(gigaMacs / published).toBeGreaterThan(0.98);
    expect(gigaMacs / published).toBeLessThanOrEqual(1);
  });

  it('says that the weights are gone', async () => {
    const { models } = await libraryOf('a');
    const model = { ...models[0]!, path: `${models[0]!.path}.missing` };
    expect((await caught(() => modelSummary(model, '/nonexistent'))).code).toBe('file');
  });
});
