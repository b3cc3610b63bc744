/** Galleries of any size for measurements: real rows, real files, pictures of noise. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatSeed, parseSeed, pictureSeed } from '../../src/core/random/seed.ts';
import { randomStream } from '../../src/core/random/stream.ts';
import type { Recipe } from '../../src/shared/recipe/recipe.ts';
import type { Gallery } from '../../src/studio/gallery/gallery.ts';
import { newRecipe } from '../../src/studio/gallery/item-row.ts';
import { pictureTitle } from '../../src/studio/gallery/item-text.ts';
import type { RgbPixels } from '../../src/shared/picture.ts';

const MODELS = ['faces', 'churches', 'cifar10', 'sketches'];
const TAGS = ['smile', 'profile', 'hat', 'night', 'blurred', 'favourite of mine', 'for the book', 'glasses'];

export function recipeOf(index: number): Recipe {
  const model = MODELS[index % MODELS.length]!;
  const recipe: Recipe = {
    version: 1,
    model: { name: model, sha256: createHash('sha256').update(model).digest('hex') },
    steps: 4,
    seed: formatSeed(pictureSeed(parseSeed('1000'), index * 7919)),
    temperature: { x_T: 1, z: 1 },
    imageSize: 64,
    madeWith: { app: '0.1.0', provider: 'cpu', runtime: 'onnxruntime 1.30.0' },
  };
  if (index % 5 !== 0) return recipe;
  const strength = { x_T: 0.2, z: [0.2, 0.2, 0.2, 0.2], noise: [0, 0.2, 0.2, 0.2] };
  const from = Math.max(0, index - (index % 100));
  return {
    ...recipe,
    version: 2,
    seed: recipeOf(from + 1).seed,
    edits: [{ kind: 'variation', seed: recipe.seed, strength }],
  };
}

/** Soft noise, which compresses about as pictures do. */
export function pixelsOf(index: number, side = 64): RgbPixels {
  const coarse = randomStream(parseSeed(String(index + 1)), 'pixels').uniforms(3 * 81 + 3 * side * side);
  const data = new Uint8Array(3 * side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const cell = 3 * (9 * Math.floor((9 * y) / side) + Math.floor((9 * x) / side));
      for (let c = 0; c < 3; c++) {
        const at = 3 * (y * side + x) + c;
        data[at] = 230 * coarse[cell + c]! + 24 * coarse[243 + at]!;
      }
    }
  }
  return { width: side, height: side, data };
}

/** Rows with all that belongs to them; their files are empty, but for those whose bytes are given. */
export function fillWithRows(
  gallery: Gallery,
  dataFolder: string,
  count: number,
  bytesOf: (index: number) => Uint8Array | undefined,
): void {
  const made = new Set<string>();
  for (let first = 0; first < count; first += 2000) {
    gallery.items.transaction(() => {
      for (let index = first; index < Math.min(count, first + 2000); index++) {
        const bytes = bytesOf(index) ?? new Uint8Array();
        const fileSha256 = createHash('sha256')
          .update(bytes.length > 0 ? bytes : String(index))
          .digest('hex');
        const folder = join(dataFolder, 'pictures', fileSha256.slice(0, 2));
        if (!made.has(folder)) mkdirSync(folder, { recursive: true });
        made.add(folder);
        writeFileSync(join(folder, `${fileSha256}.png`), bytes);
        const recipe = recipeOf(index);
        gallery.items.insert({
          kind: 'picture',
          fileSha256,
          fileType: 'png',
          width: 64,
          height: index % 10 === 0 ? 96 : 64,
          title: pictureTitle(recipe),
          keptAt: 1_700_000_000_000 + index * 60_000,
          recipe: newRecipe(recipe),
          favourite: index % 12 === 0,
          rating: index % 6,
          note: index % 50 === 0 ? 'One that I would like to show to somebody' : '',
        });
      }
    });
  }
  const { ids } = gallery.order({}, 'oldest');
  for (const [at, tag] of TAGS.entries()) {
    gallery.items.update(
      [...ids].filter((id) => id % (3 + 5 * at) === 0),
      { addTags: [tag] },
    );
  }
  const album = gallery.collections.create('Album');
  gallery.items.update(
    [...ids].filter((id) => id % 9 === 0),
    { addTo: album },
  );
}
