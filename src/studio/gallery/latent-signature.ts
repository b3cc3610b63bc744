/**
 * Where a picture lies in latent space, in 64 bytes: a fixed random projection of x_T and of all z_t. Distances
 * between signatures are, up to the projection's noise, distances between latents.
 *
 * The latents are those that the recipe would give a small model: the first numbers of each draw, which are as good
 * as any, since all are independent and alike. So a signature needs no model, and costs the same for any size.
 */
import { latentsOf } from '../../core/latent/compose.ts';
import { parseSeed } from '../../core/random/seed.ts';
import { randomStream } from '../../core/random/stream.ts';
import type { Edit, LatentRecipe, Recipe } from '../../shared/recipe/recipe.ts';

export const SIGNATURE_LENGTH = 64;
const HALF = SIGNATURE_LENGTH / 2;

/** Numbers of x_T: 3 * 16^2. */
const SHAPE = { imageSize: 16, numChannels: 3, nz: 64, zEmbDim: 1 };
/** Later steps of a long chain say nothing new. */
const MOST_STEPS = 8;
/** One standard deviation of a component. */
const UNIT = 32;

/** @returns int8 [64]: 32 of x_T, 32 of z, both of the same expected length. */
export function latentSignature(recipe: Recipe): Int8Array {
  const { x_T, z } = latentsOf(withoutStyle(recipe), recipe.steps, SHAPE);
  const ofLayout = projected([x_T], 'signature_x_T');
  const ofStyle = projected(z.slice(0, MOST_STEPS), 'signature_z');
  return Int8Array.from([...ofLayout, ...ofStyle], (value) =>
    Math.max(-127, Math.min(127, Math.round(UNIT * value))),
  );
}

/** Each number is added to one of 32 sums, or subtracted: which, is random once and for all. */
function projected(vectors: readonly Float32Array[], name: string): Float64Array {
  const sums = new Float64Array(HALF);
  const length = vectors.reduce((sum, vector) => sum + vector.length, 0);
  const places = placesOf(name, length);
  let at = 0;
  for (const vector of vectors) {
    for (const value of vector) {
      const place = places[at++]!;
      sums[place >>> 1]! += (place & 1) === 0 ? value : -value;
    }
  }
  const scale = Math.sqrt(HALF / length);
  return sums.map((sum) => scale * sum);
}

const known = new Map<string, Uint32Array>();

function placesOf(name: string, length: number): Uint32Array {
  const before = known.get(name);
  if (before !== undefined && before.length >= length) return before;
  const places = randomStream(parseSeed('64'), name)
    .uint32s(length)
    .map((word) => word % SIGNATURE_LENGTH);
  known.set(name, places);
  return places;
}

/** Edits of w move no latent, and their vectors are of the model's own length. */
function withoutStyle({ seed, temperature, edits = [] }: LatentRecipe): LatentRecipe {
  const kept = edits.flatMap((edit): Edit[] => {
    switch (edit.kind) {
      case 'direction':
      case 'truncation':
        return [];
      case 'mix':
        return [{ ...edit, picture: withoutStyle(edit.picture) }];
      case 'blend':
      case 'curve':
        return [{ ...edit, pictures: edit.pictures.map(withoutStyle) }];
      case 'variation':
      case 'drift':
        return [edit];
    }
  });
  return { seed, temperature, ...(kept.length > 0 && { edits: kept }) };
}
