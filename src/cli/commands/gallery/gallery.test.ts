import { copyFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { lockDataFolder } from '../../../studio/database/lock.ts';
import { noiseRecipe } from '../../../studio/gallery/testing/noise-pictures.ts';
import { testGallery } from '../../../studio/gallery/testing/test-gallery.ts';
import { withTinyModel } from '../../../studio/testing/films.ts';
import { jsonHere, trilemmaHere } from '../../testing/run-here.ts';
import { trilemmaJson } from '../../testing/trilemma.ts';

it('lists, finds, tags, exports, imports, counts and checks, also while the studio is open', async () => {
  const home = temporaryFolder();
  await using test = await testGallery(home);
  await test.keepOf(noiseRecipe(1), { addTags: ['hat'], rating: 3 });
  await test.keep(2);
  // What an open studio holds.
  const lock = lockDataFolder(home);
  onTestFinished(() => lock[Symbol.dispose]());
  const gallery = (...args: readonly string[]) => jsonHere(home, 'gallery', ...args);

  // The studio that is open is another process than the command.
  expect(
    await trilemmaJson(
      home,
      'gallery',
      'tag',
      '2',
      '--add',
      'smile',
      'for the book',
      '--favourite',
      '--note',
      'n',
    ),
  ).toMatchObject({
    items: [{ id: 2, tags: ['for the book', 'smile'], favourite: true, note: 'n' }],
  });
  expect(test.seeds({ tags: ['smile'] })).toEqual(['2']);
  expect(await gallery('list', '--sort', 'rating')).toMatchObject({
    total: 2,
    items: [{ id: 1 }, { id: 2 }],
  });
  expect(await gallery('list', '--tag', 'hat', '--model', 'noise')).toMatchObject({
    total: 1,
    items: [{ id: 1 }],
  });
  expect(await gallery('search', 'noi', 'smi')).toMatchObject({ total: 1, items: [{ id: 2 }] });
  expect(await gallery('stats')).toMatchObject({ total: 2, favourites: 1, tags: [{}, {}, {}] });

  const out = join(temporaryFolder(), 'out.zip');
  expect(await gallery('export', out, '--rating', '3', '--pattern', '{seed}')).toMatchObject({ pictures: 1 });
  const other = temporaryFolder();
  const reference = join(temporaryFolder(), 'no.png');
  writeFileSync(reference, 'no picture');
  const imported = await trilemmaHere(other, 'gallery', 'import', out, reference);
  expect(imported).toMatchObject({ code: 1, stdout: '1 added, 0 there already, 1 refused.\n' });
  expect(await jsonHere(other, 'gallery', 'list')).toMatchObject({
    items: [{ tags: ['hat'], rating: 3 }],
  });

  expect(await trilemmaHere(home, 'gallery', 'check')).toMatchObject({ code: 0 });
  copyFileSync(test.gallery.pathOf(1), test.gallery.pathOf(2));
  const check = await trilemmaHere(home, 'gallery', 'check');
  expect(check.code).toBe(1);
  expect(check.stdout).toMatch(
    /^2: .*changed by another program[^\n]*\n2 pictures checked, 1 not as they were kept/,
  );
});

it.each([
  ['tag of nothing', ['tag', '9', '--add', 'x']],
  ['a number that is none', ['tag', 'x', '--add', 'y']],
  ['no change', ['tag', '1']],
  ['an unknown model', ['list', '--model', 'nobody']],
  ['an export of nothing', ['export', 'x.zip']],
  ['a missing file', ['import', 'missing-folder/manifest.json']],
])('%s: one line, exit 2', async (_what, args) => {
  const home = temporaryFolder();
  const { code, stdout, stderr } = await trilemmaHere(home, 'gallery', ...args);
  expect(stderr).toMatch(/^trilemma: [^\n]+\n$/);
  expect([code, stdout]).toEqual([2, '']);
});

it('keeps what generate makes, once', async () => {
  const home = temporaryFolder();
  await withTinyModel(home);
  const make = () =>
    jsonHere(home, 'generate', 'tiny', '--count', '2', '--seed', '5', '--save', '--device', 'cpu');
  const made = await make();
  expect(made).toMatchObject({ files: [], kept: expect.arrayContaining([1, 2]) as unknown });
  expect(await make()).toMatchObject({ kept: made.kept });
  expect(await jsonHere(home, 'gallery', 'list', '--sort', 'seed')).toMatchObject({
    total: 2,
    items: [{ recipe: { seed: '5' } }, { recipe: { seed: '6' } }],
  });
  expect(readdirSync(join(home, 'pictures'))).toHaveLength(2);
});

it.skipIf(process.platform === 'win32')('imports the rest beside arguments that are no path', async () => {
  const home = temporaryFolder();
  await using test = await testGallery(home);
  await test.keep(1);
  const loop = join(temporaryFolder(), 'loop');
  symlinkSync(loop, loop);
  const bad = [loop, 'n'.repeat(300), '', 'b\uFFFD.png', 'a\0b'];
  const done = await trilemmaHere(temporaryFolder(), 'gallery', 'import', ...bad, test.gallery.pathOf(1));
  expect(done).toMatchObject({ code: 1, stdout: '1 added, 0 there already, 5 refused.\n' });
  const said = done.stderr.trimEnd().split('\n');
  for (const [at, words] of [
    /in a circle/,
    /too long/,
    /without a name/,
    /not in UTF-8/,
    /character/,
  ].entries()) {
    expect(said[at]).toMatch(words);
  }
  const alone = await trilemmaHere(home, 'gallery', 'import', '');
  expect(alone).toMatchObject({ code: 2, stdout: '' });
});

it('goes on where some of what was named is not there, tells it, and exits with 1', async () => {
  const home = temporaryFolder();
  await using test = await testGallery(home);
  await test.keep(1, 2);
  const files = [1, 2].map((id) => test.gallery.pathOf(id));
  const other = temporaryFolder();
  const imported = await trilemmaHere(
    other,
    'gallery',
    'import',
    files[0]!,
    'missing.png',
    temporaryFolder(),
    files[1]!,
  );
  expect(imported).toMatchObject({ code: 1, stdout: '2 added, 0 there already, 2 refused.\n' });
  expect(imported.stderr).toMatch(/^missing\.png cannot be read: there is no such file/m);
  expect(await jsonHere(other, 'gallery', 'list')).toMatchObject({ total: 2 });

  const tagged = await trilemmaHere(home, 'gallery', 'tag', '1', '9', '2', '1', '--add', 'x');
  expect(tagged).toMatchObject({ code: 1, stderr: 'There is no picture 9 in the gallery.\n' });
  expect(tagged.stdout.split('\n')).toHaveLength(3);
  expect(test.seeds({ tags: ['x'] })).toEqual(['1', '2']);
  expect(await jsonHere(home, 'gallery', 'tag', '8', '1', '--rating', '2')).toMatchObject({
    missing: [8],
  });

  const out = join(temporaryFolder(), 'out');
  const ids = ['2', '9', '2', '1'].flatMap((id) => ['--ids', id]);
  const exported = await trilemmaHere(home, 'gallery', 'export', out, ...ids);
  expect(exported).toMatchObject({ code: 1, stderr: 'There is no picture 9 in the gallery.\n' });
  expect(readdirSync(out)).toHaveLength(4);
  expect(await trilemmaHere(home, 'gallery', 'export', `${out}2`, '--ids', '9', '--ids', '8')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'trilemma: There is no picture 9 in the gallery.\n',
  });
});

it('tells what an import brings back from the trash', async () => {
  const home = temporaryFolder();
  await using test = await testGallery(home);
  await test.keep(1, 2);
  const out = join(temporaryFolder(), 'out');
  await trilemmaHere(home, 'gallery', 'export', out);
  for (const path of [out, test.gallery.pathOf(1)]) {
    test.gallery.trash([1]);
    const again = await jsonHere(home, 'gallery', 'import', path);
    expect(again).toMatchObject({ added: 0, restored: 1, updated: path === out ? 1 : 0 });
    expect(test.seeds()).toEqual(['1', '2']);
  }
  test.gallery.trash([2]);
  expect(await trilemmaHere(home, 'gallery', 'import', out)).toMatchObject({
    stdout: '0 added, 1 brought back from the trash, 1 there already, 0 refused.\n',
  });
});

it('has what generate keeps in the order of the seeds', async () => {
  const home = temporaryFolder();
  await withTinyModel(home);
  const made = [
    'generate',
    'tiny',
    '--count',
    '12',
    '--seed',
    '5',
    '--steps',
    '1',
    '--save',
    '--device',
    'cpu',
  ];
  expect(await jsonHere(home, ...made)).toMatchObject({
    kept: Array.from({ length: 12 }, (_, i) => i + 1),
  });
  const listed = (await jsonHere(home, 'gallery', 'list', '--sort', 'oldest')) as {
    items: { recipe: { seed: string } }[];
  };
  expect(listed.items.map(({ recipe }) => Number(recipe.seed))).toEqual(
    Array.from({ length: 12 }, (_, i) => i + 5),
  );
});

it('makes a picture again from its export in a format that loses, and says what it cannot tell', async () => {
  const home = temporaryFolder();
  await withTinyModel(home);
  await trilemmaHere(home, 'generate', 'tiny', '--seed', '5', '--save', '--device', 'cpu');
  const [jpeg, webp] = ['jpeg', 'webp'].map((image) => join(temporaryFolder(), image)) as [string, string];
  await trilemmaHere(home, 'gallery', 'export', jpeg, '--image', 'jpeg');
  await trilemmaHere(home, 'gallery', 'export', webp, '--image', 'webp');
  const again = join(jpeg, 'again.png');
  const reproduced = await trilemmaHere(
    home,
    'reproduce',
    join(jpeg, 'tiny-5.jpg'),
    '--device',
    'cpu',
    '--out',
    again,
  );
  expect(reproduced).toMatchObject({ code: 0, stderr: '' });
  expect(reproduced.stdout).toMatch(/^The picture was made again .* JPEG does not keep pixels exactly/);
  expect(await jsonHere(home, 'reproduce', again, '--device', 'cpu')).toMatchObject({ same: true });
  expect(await jsonHere(home, 'reproduce', join(webp, 'tiny-5.webp'), '--device', 'cpu')).toMatchObject({
    same: null,
    format: 'webp',
    recipe: { seed: '5' },
  });
});

it('alone says what it can do, and that is its own help', async () => {
  const home = temporaryFolder();
  const alone = await trilemmaHere(home, 'gallery');
  expect(alone).toMatchObject({ code: 2, stdout: '' });
  expect(alone.stderr).toMatch(/^Usage: trilemma gallery \[options\] \[command\]\n/);
  const listsCommands = {
    error: { code: 'usage', message: expect.stringContaining('list, search, tag') as string },
  };
  expect(await jsonHere(home, 'gallery')).toMatchObject(listsCommands);
  expect(await jsonHere(home)).toMatchObject({
    error: { code: 'usage', message: expect.stringContaining('models, import, generate') as string },
  });
  expect(await trilemmaHere(home, 'gallery', 'lst')).toMatchObject({
    code: 2,
    stderr: "trilemma: Unknown command 'lst'. Did you mean list? See trilemma gallery --help.\n",
  });
});

it.skipIf(process.platform === 'win32')('passes on nothing of a name that steers a terminal', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'bad\u001b]0;pwn\u0007\u202e\n\t.png'), 'no picture');
  const { stderr } = await trilemmaHere(temporaryFolder(), 'gallery', 'import', folder);
  expect(stderr).toMatch(/^bad\?\]0;pwn\?\?\?\?\.png cannot be added: it is no picture/);
});
