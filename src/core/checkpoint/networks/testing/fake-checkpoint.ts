/** Checkpoints in memory, for tests of where networks are found in them. */
import type { Checkpoint } from '../../checkpoint.ts';
import { metadataOf } from '../../checkpoint.ts';
import { readDdganCheckpoint } from '../ddgan-checkpoint.ts';

/** A checkpoint of tensors of one value each: their place in the list of names. */
export function fakeCheckpoint(
  names: readonly string[],
  metadata: Readonly<Record<string, string>> = {},
): Checkpoint {
  return {
    format: 'torch',
    metadata: metadataOf(Object.entries(metadata)),
    tensors: new Map(names.map((name) => [name, { name, dtype: 'F32', shape: [1] }])),
    float32: (name) => Float32Array.of(names.indexOf(name)),
    raw: (name) => Float32Array.of(names.indexOf(name)),
  };
}

/** All that makes a generator, if a tiny one. */
export const GENERATOR_NAMES = ['all_modules.0.weight', 'all_modules.0.bias'];

/** The names of a generator that is kept at a place, such as `netG.`. */
export function generatorAt(prefix: string): string[] {
  return GENERATOR_NAMES.map((name) => prefix + name);
}

/** Which weights are taken, and where in the list of names they are. */
export function weightsTaken(checkpoint: Checkpoint, asked?: string): [string, ...number[]] {
  const found = readDdganCheckpoint(checkpoint, asked);
  return [found.weights, ...GENERATOR_NAMES.map((name) => found.generator.float32(name)[0]!)];
}
