/**
 * Differentiable augmentation of what D sees (Zhao et al. 2020): colour, translation, cutout, as `training` does it.
 * The random numbers are an input, so that a graph stays a function of its inputs (augmentation-draws.ts).
 */
import { type GeneratorConfig, sampleShape } from '../../shared/models/architecture.ts';
import { locallyConstant } from '../autodiff/declared.ts';
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { AUGMENTATION_NUMBERS, type AugmentationNumber, holeSide } from './augmentation-draws.ts';

/** What an augmentation has to know of a generator, to augment what it draws. */
export type AugmentedShape = Pick<GeneratorConfig, 'imageSize' | 'numChannels' | 'wavelet'>;

/**
 * The augmentation that the numbers describe, of what such a generator draws. Both of a pair go through the same one, so
 * that they stay a pair. Numbers of no augmentation change no bit.
 *
 * Coefficients become those of the augmented picture: its shift and its hole are in whole squares of pixels, which costs
 * less than a way to the picture and back, and its colours change as those of a picture do.
 * @param numbers [batch, AUGMENTATION_NUMBERS.length].
 */
export function augmenter(g: NetworkBuilder, numbers: Value, shape: AugmentedShape): (x: Value) => Value {
  const [channels, side] = sampleShape(shape);
  return g.scope('augment', () => {
    const number = (name: AugmentationNumber) => {
      const column = AUGMENTATION_NUMBERS.indexOf(name);
      return g.reshape(g.slice(numbers, 1, column, column + 1), [-1, 1, 1, 1]);
    };
    const colour = recolour(
      g,
      { brightness: number('brightness'), saturation: number('saturation'), contrast: number('contrast') },
      channels / shape.numChannels,
    );
    const rows = shiftMatrix(g, side, number('shiftRows'));
    const columns = g.transpose(shiftMatrix(g, side, number('shiftColumns')), [0, 1, 3, 2]);
    const kept = outsideHole(g, side, number('holeTop'), number('holeLeft'));
    return (x) =>
      g.scope('augment', () => {
        const coloured = g.reshape(
          colour(g.reshape(x, [0, channels / shape.numChannels, shape.numChannels, side ** 2])),
          [0, channels, side, side],
        );
        const shifted = g.matMul(g.matMul(locallyConstant(rows), coloured), locallyConstant(columns));
        return g.mul(shifted, locallyConstant(kept));
      });
  });
}

/**
 * For [batch, bands, colours, places]: brightness is added; saturation and contrast push away from grey and from the
 * picture's level, at 0 not at all. A picture is one band; of coefficients, only the first band, the means, knows how
 * bright the picture is.
 */
function recolour(
  g: NetworkBuilder,
  { brightness, saturation, contrast }: Readonly<Record<'brightness' | 'saturation' | 'contrast', Value>>,
  bands: number,
): (x: Value) => Value {
  const push = (x: Value, centre: Value, factor: Value) => g.add(x, g.mul(g.sub(x, centre), factor));
  const isFirst = Float32Array.from({ length: bands }, (_, band) => (band === 0 ? 1 : 0));
  const inFirst = (value: Value) =>
    g.mul(value, g.initializer(`first-of/${bands}`, 'float32', [1, bands, 1, 1], isFirst));
  return (x) => {
    const bright = g.add(x, inFirst(brightness));
    const saturated = push(bright, g.mean(bright, [2]), saturation);
    const level = g.mean(g.slice(saturated, 1, 0, 1), [1, 2, 3]);
    return push(saturated, inFirst(level), contrast);
  };
}

/** Matrices [batch, 1, side, side] that give row i the row i + shift, and zeros beyond the edge. */
function shiftMatrix(g: NetworkBuilder, side: number, shift: Value): Value {
  const offsets = Float32Array.from({ length: side ** 2 }, (_, i) => (i % side) - Math.floor(i / side));
  const offset = g.initializer(`offsets/${side}`, 'float32', [1, 1, side, side], offsets);
  const distance = g.sub(offset, shift);
  return g.clip(g.sub(g.scalar(1), g.mul(distance, distance)), 0, 1);
}

/** 0 in a square with this corner, 1 elsewhere: [batch, 1, side, side]. */
function outsideHole(g: NetworkBuilder, side: number, top: Value, left: Value): Value {
  const size = holeSide(side);
  const places = Float32Array.from({ length: side }, (_, i) => i);
  const inside = (start: Value, shape: readonly number[]) => {
    const place = g.sub(g.initializer(`places/${shape.join('x')}`, 'float32', shape, places), start);
    const isBehindStart = g.clip(g.add(place, g.scalar(1)), 0, 1);
    return g.mul(isBehindStart, g.clip(g.sub(g.scalar(size), place), 0, 1));
  };
  const hole = g.mul(inside(top, [1, 1, side, 1]), inside(left, [1, 1, 1, side]));
  return g.sub(g.scalar(1), hole);
}
