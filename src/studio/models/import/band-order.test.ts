/** The order of wavelet bands by pictures, drawn by the real engine. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { EngineClient } from '../../../engine/client.ts';
import { BAND_ORDERS } from '../../../shared/models/architecture.ts';
import { librariesIn } from '../../testing/libraries.ts';
import {
  tinyWavelet,
  writeTinyCheckpoint,
  writeTinyWaveletWithEdges,
} from '../../testing/tiny-checkpoint.ts';
import { pictureInEachOrder } from './band-order.ts';
import { drawingFrom } from './draw-pictures.ts';
import { readOrderCandidates } from './found-generator.ts';
import { importModel } from './import.ts';

const unstated = { architecture: tinyWavelet, statesOrder: false, steps: 2 };

let engine: EngineClient;
beforeAll(() => void (engine = new EngineClient()));
afterAll(() => engine[Symbol.dispose]());

function setUp(write: (path: string) => void) {
  const root = temporaryFolder();
  const path = join(root, 'waves.safetensors');
  write(path);
  const drawn: string[] = [];
  const controller = new AbortController();
  const draw = drawingFrom(
    engine,
    { path },
    { signal: controller.signal, onProgress: (done, total) => drawn.push(`${done}/${total}`) },
  );
  const add = (facts = {}) => importModel(path, librariesIn(root), { ...facts, draw });
  return { path, drawn, draw, add, controller };
}

describe('a checkpoint that does not tell the order of its bands', () => {
  it.each(BAND_ORDERS)('is imported as its pictures show: %s', async (order) => {
    const { add, drawn } = setUp((path) => writeTinyWaveletWithEdges(path, order, 2));
    const { model, notes } = await add();
    expect(model.card).toMatchObject({
      steps: 2,
      architecture: { imageSize: 32, wavelet: { bandOrder: order } },
    });
    expect(notes).toEqual([
      `The order of its wavelet bands, ${order}, was taken from the pictures that it draws.`,
    ]);
    expect(drawn.at(-1)).toBe('8/8');
  });

  it('asks where its pictures do not tell', async () => {
    const { add, drawn } = setUp((path) => writeTinyCheckpoint(path, { ...unstated, value: 0.1 }));
    await expect(add()).rejects.toMatchObject({ code: 'band-order-unknown' });
    expect(drawn).toHaveLength(8);
    expect((await add({ bandOrder: 'height_first' })).notes).toEqual([]);
    expect(drawn).toHaveLength(8);
  });

  it('asks for T first, without which it draws nothing', async () => {
    const { add, drawn } = setUp((path) => writeTinyWaveletWithEdges(path, 'width_first'));
    await expect(add()).rejects.toMatchObject({ code: 'steps-unknown' });
    expect(drawn).toEqual([]);
    const { model } = await add({ steps: 3 });
    expect(model.card).toMatchObject({ steps: 3, architecture: { wavelet: { bandOrder: 'width_first' } } });
  });

  it('asks where its weights are no numbers, of which the import then tells', async () => {
    const { add } = setUp((path) => writeTinyCheckpoint(path, { ...unstated, damaged: NaN }));
    await expect(add()).rejects.toMatchObject({ code: 'band-order-unknown' });
    await expect(add({ bandOrder: 'width_first' })).rejects.toThrow('z_transform.1.bias');
  });

  it('stops drawing when the import is cancelled', async () => {
    const { add, controller } = setUp((path) => writeTinyWaveletWithEdges(path, 'width_first', 2));
    controller.abort();
    await expect(add()).rejects.toMatchObject({ code: 'cancelled' });
  });
});

it('draws one picture in both orders', async () => {
  const { path, draw } = setUp((file) => writeTinyWaveletWithEdges(file, 'height_first', 2));
  const pictures = await pictureInEachOrder(readOrderCandidates(path, {}), draw);
  expect(pictures.map(({ order }) => order)).toEqual(BAND_ORDERS);
  const [first, second] = pictures.map(({ picture }) => picture);
  expect(first).toMatchObject({ channels: 3, height: 32, width: 32 });
  expect(first!.data).not.toEqual(second!.data);
  const means = [first!, second!].map(
    ({ data }) => data.reduce((sum, value) => sum + value, 0) / data.length,
  );
  expect(means[0]).toBeCloseTo(means[1]!, 3);
});
