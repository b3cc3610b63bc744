import { expect, it } from 'vitest';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { noiseRecipe } from './gallery/testing/noise-pictures.ts';
import { testStudio } from './testing/test-studio.ts';

const recipes = [3, 1, 2].map((index) => noiseRecipe(index));

it('keeps sets of key frames in their order, one of a name, over a restart', async () => {
  const folder = temporaryFolder();
  let id: number;
  {
    await using running = await testStudio(folder);
    const save = (name: string, some: typeof recipes) =>
      running.client.request('keyFrameSets.save', { name, recipes: some });
    ({ id } = await save('Walk', recipes.slice(0, 2)));
    await save('A turn', recipes.slice(2));
    expect(await save('walk', recipes)).toEqual({ id });
    await expect(save('empty', [])).rejects.toMatchObject({ code: 'usage' });
    expect(running.client.events('key-frame-sets-changed')).toHaveLength(3);
  }
  await using running = await testStudio(folder);
  const list = () => running.client.request('keyFrameSets.list', {});
  expect(await list()).toMatchObject([
    { name: 'A turn', recipes: recipes.slice(2) },
    { id, name: 'walk', recipes },
  ]);
  await running.client.request('keyFrameSets.remove', { id });
  expect((await list()).map(({ name }) => name)).toEqual(['A turn']);
});
