import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseSeed } from '../../core/random/seed.ts';
import { randomStream } from '../../core/random/stream.ts';
import { EngineClient } from '../../engine/client.ts';
import { floatsFromBase64 } from '../../shared/recipe/base64-floats.ts';
import { entries } from '../../platform/testing/folders.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { findModel } from '../models/library.ts';
import { modelFolders } from '../models/model-folders.ts';
import { libraryOf } from '../testing/library-of.ts';
import { loadPrincipal } from './directions.ts';

const model = await findModel('faces', modelFolders('/nonexistent'));
const { zEmbDim } = model.card.architecture;

let engine: EngineClient;
beforeAll(() => (engine = new EngineClient()));
afterAll(() => engine[Symbol.dispose]());

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, k) => sum + x * b[k]!, 0);

/** The file in the cache, as text to change. */
function cacheOf(folder: string): { path: string; text: string } {
  const path = join(folder, `${model.card.sha256}.json`);
  return { path, text: readFileSync(path, 'utf8') };
}

describe('loadPrincipal', () => {
  it('gives the mean and 24 unit vectors that stand on each other, by falling deviation', async () => {
    const { mean, principal } = await loadPrincipal(engine, model, 'cpu', temporaryFolder());
    expect(floatsFromBase64(mean)).toHaveLength(zEmbDim);
    expect(principal).toHaveLength(24);
    const deviations = principal.map(({ deviation }) => deviation);
    expect(deviations).toEqual(deviations.toSorted((a, b) => b - a));
    const vectors = principal.map(({ vector }) => floatsFromBase64(vector)!);
    for (const [i, a] of vectors.entries()) {
      for (const [k, b] of vectors.entries()) expect(dot(a, b)).toBeCloseTo(i === k ? 1 : 0, 4);
    }
  });

  it('gives the mean of w, and its deviation along each direction', async () => {
    const { mean, principal } = await loadPrincipal(engine, model, 'cpu', temporaryFolder());
    const { nz } = model.card.architecture;
    const draws = 2000;
    const z = randomStream(parseSeed('9'), 'test').normals(draws * nz);
    const { path, card } = model;
    const { w } = await engine.request('encodeW', {
      model: { path, architecture: card.architecture },
      device: 'cpu',
      z,
    });
    const center = floatsFromBase64(mean)!;
    const first = floatsFromBase64(principal[0]!.vector)!;
    const along = Array.from({ length: draws }, (_, i) => {
      const row = w.subarray(i * zEmbDim, (i + 1) * zEmbDim);
      return dot(first, row) - dot(first, center);
    });
    const average = along.reduce((a, b) => a + b) / draws;
    const deviation = Math.sqrt(along.reduce((sum, a) => sum + (a - average) ** 2, 0) / (draws - 1));
    // Five standard errors of 2,000 draws.
    expect(Math.abs(average) / principal[0]!.deviation).toBeLessThan(5 / Math.sqrt(draws));
    expect(deviation / principal[0]!.deviation).toBeCloseTo(1, 1);
  });

  it('has no more directions than w has dimensions', async () => {
    const { models } = await libraryOf('tiny');
    const { principal } = await loadPrincipal(engine, models[0]!, 'cpu', temporaryFolder());
    expect(principal).toHaveLength(models[0]!.card.architecture.zEmbDim);
  });

  it('computes once, and keeps it, however many ask at once', async () => {
    const folder = join(temporaryFolder(), 'cache', 'directions');
    const request = vi.spyOn(engine, 'request');
    const asked = await Promise.all([1, 2, 3].map(() => loadPrincipal(engine, model, 'cpu', folder)));
    expect(new Set(asked).size).toBe(1);
    expect(await loadPrincipal(engine, model, 'cpu', folder)).toEqual(asked[0]);
    expect(request).toHaveBeenCalledOnce();
    request.mockRestore();
    expect(entries(folder)).toEqual([`${model.card.sha256}.json`]);
  });

  it.each<[string, (text: string) => string]>([
    ['is cut short', (text) => text.slice(0, text.length >> 1)],
    ['is of another version', (text) => text.replace('"version":1', '"version":0')],
    ['lacks a direction', (text) => JSON.stringify(withoutLast(text))],
    ['has a vector that is too short', (text) => text.replace(/"vector":"[^"]+"/, '"vector":"AAAAAA=="')],
    ['has a deviation that is none', (text) => text.replace(/"deviation":[\d.e-]+/, '"deviation":-1')],
  ])('computes again where the kept file %s', async (_, damage) => {
    const folder = temporaryFolder();
    const whole = await loadPrincipal(engine, model, 'cpu', folder);
    const { path, text } = cacheOf(folder);
    writeFileSync(path, damage(text));
    expect(readFileSync(path, 'utf8')).not.toBe(text);
    expect(await loadPrincipal(engine, model, 'cpu', folder)).toEqual(whole);
    expect(cacheOf(folder).text).toBe(text);
  });

  it('gives them all the same where they cannot be kept', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const { principal } = await loadPrincipal(engine, model, 'cpu', join(file, 'directions'));
    expect(principal).toHaveLength(24);
  });
});

function withoutLast(text: string): object {
  const kept = JSON.parse(text) as { principal: readonly object[] };
  return { ...kept, principal: kept.principal.slice(0, -1) };
}
