import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recipeKey } from '../../../core/latent/recipe-key.ts';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { hashOf } from '../../gallery/files/stored-file.ts';
import { noisePixels, noiseRecipe } from '../../gallery/testing/noise-pictures.ts';
import { testGallery } from '../../gallery/testing/test-gallery.ts';
import { encodePng } from '../../pictures/pixels.ts';
import { writeRecipe } from '../../pictures/recipe-in-png.ts';
import { MIGRATIONS } from '../migrations.ts';
import { openDatabase } from '../studio-database.ts';

it('takes over what the first gallery held', async () => {
  const folder = temporaryFolder();
  const database = openDatabase(join(folder, 'studio.sqlite'), MIGRATIONS.slice(0, 1));
  const insert = database.prepare('INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  for (const seed of [1, 2]) {
    const recipe = noiseRecipe(seed);
    const png = writeRecipe(await encodePng(noisePixels(seed)), recipe);
    const hash = hashOf(png);
    mkdirSync(join(folder, 'pictures', hash.slice(0, 2)), { recursive: true });
    writeFileSync(join(folder, 'pictures', hash.slice(0, 2), `${hash}.png`), png);
    const picture = hashOf(recipeKey(recipe));
    insert.run(
      `id ${seed}`,
      hash,
      picture,
      JSON.stringify(recipe),
      recipe.model.sha256,
      String(seed),
      seed,
      seed % 2,
    );
  }
  database.close();
  await using test = await testGallery(folder);
  expect(test.notices).toEqual([]);
  expect(test.gallery.get([1, 2])).toMatchObject([
    {
      kind: 'picture',
      recipe: noiseRecipe(1),
      favourite: true,
      keptAt: 1,
      width: 16,
      height: 16,
      title: 'noise 1',
    },
    { recipe: noiseRecipe(2), favourite: false, keptAt: 2 },
  ]);
  expect(test.gallery.lookup(noiseRecipe(2))?.id).toBe(2);
  expect(test.seeds({ text: 'hash noise' })).toEqual(['1', '2']);
  expect(test.seeds({ similarTo: 1 }, 'similarity')).toEqual(['1', '2']);
});
