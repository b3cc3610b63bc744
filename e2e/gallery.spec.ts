import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';
import type { ModelCard } from '../src/shared/models/model-card.ts';
import { encodePng } from '../src/studio/pictures/pixels.ts';
import { readRecipe, writeRecipe } from '../src/studio/pictures/recipe-in-png.ts';
import { noisePixels, noiseRecipe } from '../src/studio/gallery/testing/noise-pictures.ts';
import { barriers } from './support/barriers.ts';
import { allReady, tiles } from './support/pictures.ts';
import { messages, openView } from './support/shell.ts';
import { expect, test } from './support/test.ts';

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Pictures' });
const pictures = (page: Page): Locator => grid(page).getByRole('gridcell');
const picture = (page: Page, name: RegExp | string): Locator =>
  grid(page).getByRole('gridcell', { name }).first();
const filters = (page: Page): Locator => page.getByRole('complementary', { name: 'Filters' });
const filter = (page: Page, name: RegExp): Locator => filters(page).getByRole('button', { name });
const toolbar = (page: Page): Locator => page.getByRole('toolbar', { name: 'Selected pictures' });
const status = (page: Page): Locator => page.getByRole('region', { name: 'Selection' }).getByRole('status');
const selected = (page: Page): Locator => grid(page).getByRole('gridcell', { selected: true });
const isShown = (image: Locator) => expect(image.locator('img')).toHaveAttribute('data-state', 'shown');

const card = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'resources', 'models', 'faces', 'model.json'), 'utf8'),
) as ModelCard;

/** A picture file of ours. It says that the bundled model made it; its pixels are noise, which takes no time. */
async function writeOurs(folder: string, seed: number): Promise<string> {
  const { name, sha256, steps, architecture } = card;
  const path = join(folder, `ours-${seed}.png`);
  const recipe = { ...noiseRecipe(seed), model: { name, sha256 }, steps, imageSize: architecture.imageSize };
  writeFileSync(path, writeRecipe(await encodePng(noisePixels(seed, architecture.imageSize)), recipe));
  return path;
}

/** A picture file from elsewhere. */
async function writePhoto(folder: string): Promise<string> {
  const path = join(folder, 'photo.jpg');
  const create = { width: 90, height: 60, channels: 3, background: '#357' } as const;
  await sharp({ create }).jpeg().toFile(path);
  return path;
}

/** Opens the gallery with pictures of the seeds 1, 2, ... in it. */
async function fill(page: Page, folder: string, count: number): Promise<void> {
  await openView(page, 'Gallery');
  const paths = await Promise.all(Array.from({ length: count }, (_, i) => writeOurs(folder, i + 1)));
  await add(page, ...paths);
  await expect(pictures(page)).toHaveCount(count);
  await page.keyboard.press('Escape');
  await grid(page).focus();
}

const add = (page: Page, ...paths: readonly string[]) =>
  page.getByLabel('Picture files').setInputFiles([...paths]);

test('shows what is kept, and says so where nothing is', async ({ page }) => {
  await openView(page, 'Gallery');
  await expect(page.getByText('Nothing is kept yet')).toBeVisible();
  await openView(page, 'Create');
  await allReady(page, 16);
  await tiles(page).first().click();
  for (const key of ['k', 'ArrowRight', 'k', 'ArrowRight', 'f']) await page.keyboard.press(key);
  await openView(page, 'Gallery');
  await expect(pictures(page)).toHaveCount(3);
  await expect(filter(page, /^Favourites/)).toContainText('1');
  await isShown(pictures(page).first());
  await expect(filter(page, /^All pictures/)).toContainText('3');
  await expect(status(page)).toHaveText('3 pictures');
});

test('searches and filters, and says what is filtered', async ({ page, folder }) => {
  await fill(page, folder, 3);
  await add(page, await writePhoto(folder));
  await expect(pictures(page)).toHaveCount(4);
  await page.keyboard.press('/');
  await page.keyboard.type('photo');
  await expect(pictures(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Remove filter: “photo”' }).click();
  await expect(pictures(page)).toHaveCount(4);
  await filter(page, /^faces/i).click();
  await expect(pictures(page)).toHaveCount(3);
  await page.getByRole('textbox', { name: 'Search pictures' }).fill('nothing like this');
  await expect(page.getByText('No pictures found')).toBeVisible();
  await page.getByRole('button', { name: 'Show all pictures' }).click();
  await expect(pictures(page)).toHaveCount(4);
  await filters(page).getByRole('combobox', { name: /^Kind/ }).click();
  await page.getByRole('option', { name: 'Reference pictures' }).click();
  await expect(pictures(page)).toHaveCount(1);
});

test('selects by click and by keys', async ({ page, folder }) => {
  await fill(page, folder, 5);
  await pictures(page).nth(1).click();
  await pictures(page)
    .nth(3)
    .click({ modifiers: ['Shift'] });
  await expect(selected(page)).toHaveCount(3);
  await pictures(page)
    .nth(2)
    .click({ modifiers: ['ControlOrMeta'] });
  await expect(selected(page)).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(selected(page)).toHaveCount(0);
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(selected(page)).toHaveCount(2);
  await page.keyboard.press('End');
  await expect(pictures(page).last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ControlOrMeta+a');
  await expect(status(page)).toHaveText('5 of 5 pictures selected');
  const active = await grid(page).getAttribute('aria-activedescendant');
  expect(active).toBe(await pictures(page).last().getAttribute('id'));
});

test('rates, tags and collects many at once', async ({ page, folder }) => {
  await fill(page, folder, 4);
  await pictures(page).first().click();
  await pictures(page)
    .nth(1)
    .click({ modifiers: ['Shift'] });
  await page.keyboard.press('4');
  await page.keyboard.press('f');
  await expect(grid(page).getByRole('gridcell', { name: /4 stars, favourite/ })).toHaveCount(2);
  await page.keyboard.press('a');
  await page.getByRole('combobox', { name: 'Add a tag' }).fill('smile');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(grid(page).getByRole('gridcell', { name: /tagged smile/ })).toHaveCount(2);
  await toolbar(page).getByRole('button', { name: 'Collections' }).click();
  await page.getByRole('menuitem', { name: 'New collection from these' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('For the book');
  await page.keyboard.press('Enter');
  await expect(filter(page, /^For the book/)).toContainText('2');
  await filter(page, /^smile/).click();
  await expect(pictures(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Remove filter: smile' }).click();
  await filter(page, /^For the book/).click();
  await expect(pictures(page)).toHaveCount(2);
  await page.keyboard.press('Home');
  await toolbar(page).getByRole('button', { name: 'Collections' }).click();
  await page.getByRole('menuitem', { name: 'Remove from For the book' }).click();
  await expect(pictures(page)).toHaveCount(1);
});

test('puts pictures in the trash, takes them out again, and deletes them for good', async ({
  page,
  folder,
}) => {
  await fill(page, folder, 3);
  await pictures(page).first().click();
  await page.keyboard.press('Delete');
  await expect(pictures(page)).toHaveCount(2);
  await messages(page).getByRole('button', { name: 'Undo' }).click();
  await expect(pictures(page)).toHaveCount(3);
  await page.keyboard.press('Home');
  await page.keyboard.press('Delete');
  await expect(filter(page, /^Trash/)).toContainText('1');
  await filter(page, /^Trash/).click();
  await pictures(page).first().click();
  await toolbar(page).getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText('The trash is empty')).toBeVisible();
  await filter(page, /^All pictures/).click();
  await expect(pictures(page)).toHaveCount(3);
  await page.keyboard.press('Home');
  await page.keyboard.press('Delete');
  await expect(pictures(page)).toHaveCount(2);
  await filter(page, /^Trash/).click();
  await pictures(page).first().click();
  await page.keyboard.press('Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByText('The trash is empty')).toBeVisible();
  await expect(filter(page, /^All pictures/)).toContainText('2');
});

test('shows a picture large, with its recipe, its note and its denoising steps', async ({ page, folder }) => {
  await fill(page, folder, 2);
  await pictures(page).first().click();
  await page.keyboard.press('Space');
  const look = page.getByRole('dialog');
  await expect(look.getByRole('heading', { name: '1 of 2' })).toBeVisible();
  await expect(look.getByRole('img', { name: 'After step 2' })).toBeVisible();
  await look.getByRole('textbox', { name: 'Note' }).fill('the one with the hat');
  await look.getByRole('textbox', { name: 'Note' }).blur();
  await look.getByRole('heading', { name: '1 of 2' }).click();
  await page.keyboard.press('ArrowRight');
  await expect(look.getByRole('heading', { name: '2 of 2' })).toBeVisible();
  await page.keyboard.press('3');
  await expect(look.getByRole('slider', { name: 'Rating' })).toHaveAttribute('aria-valuetext', '3 stars');
  await page.keyboard.press('Escape');
  await expect(look).toBeHidden();
  await expect(pictures(page).last()).toHaveAccessibleName(/3 stars/);
  await page.getByRole('textbox', { name: 'Search pictures' }).fill('hat');
  await expect(pictures(page)).toHaveCount(1);
});

test('compares pictures, and marks what their recipes differ in', async ({ page, folder }) => {
  await fill(page, folder, 3);
  await page.keyboard.press('v');
  await expect(messages(page)).toContainText('Select two to four');
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('v');
  const compare = page.getByRole('dialog');
  await expect(compare.getByRole('figure')).toHaveCount(2);
  await expect(compare.getByText(/^Seed, differs/)).toHaveCount(2);
  await page.keyboard.press('+');
  const transforms = await compare
    .locator('figure img')
    .evaluateAll((images) => images.map((image) => image.style.transform));
  expect(transforms[0]).toContain('scale(1.25)');
  expect(transforms[1]).toBe(transforms[0]);
});

test('exports to a folder and a zip', async ({ page, folder, choose, studio }) => {
  test.skip(studio === undefined, 'The system’s dialog chooses a file, not the folder.');
  await fill(page, folder, 3);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('x');
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await expect(dialog).toContainText(/For example faces-\d+\.png/);
  await dialog.getByRole('textbox', { name: 'Names of the files' }).fill('{index} {seed}');
  await expect(dialog).toContainText(/For example 1 \d+\.png/);
  await dialog.getByRole('combobox', { name: /^As/ }).click();
  await page.getByRole('option', { name: /^Zip/ }).click();
  await choose(() => dialog.getByRole('button', { name: 'Choose a file' }).click(), 'all.zip');
  await dialog.getByRole('button', { name: 'Export' }).click();
  await expect(messages(page)).toContainText('3 pictures exported to all.zip');
  expect(readFileSync(join(folder, 'all.zip')).subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');

  await page.keyboard.press('x');
  await dialog.getByRole('button', { name: 'Choose a folder' }).click();
  await page.getByRole('button', { name: 'Choose this folder' }).click();
  await dialog.getByRole('button', { name: 'Export' }).click();
  await expect(messages(page)).toContainText('3 pictures exported to Pictures');
  const names = readdirSync(join(folder, 'Pictures')).sort();
  expect(names.filter((name) => name.endsWith('.png'))).toHaveLength(3);
  expect(names).toContain('manifest.json');
  const [first] = names.filter((name) => name.endsWith('.png'));
  const recipe = readRecipe(readFileSync(join(folder, 'Pictures', first!)));
  expect(first).toBe(`faces-${recipe.seed}.png`);

  await page.keyboard.press('Delete');
  await expect(page.getByText('Nothing is kept yet')).toBeVisible();
  await choose(() => page.getByRole('button', { name: 'Import an export' }).click(), 'all.zip');
  await expect(pictures(page)).toHaveCount(3);
});

test('takes in files: pictures of ours with their recipe, others as reference pictures', async ({
  page,
  folder,
}) => {
  await openView(page, 'Gallery');
  await page.getByText('Nothing is kept yet').drop({ files: await writeOurs(folder, 5) });
  await expect(messages(page)).toContainText('faces 5 added with its recipe');
  await expect(messages(page).getByRole('button', { name: 'Open in Create' })).toBeVisible();
  await add(page, await writePhoto(folder));
  await expect(messages(page)).toContainText('photo.jpg added as a reference picture');
  await expect(picture(page, /photo\.jpg, reference/)).toHaveAttribute('aria-selected', 'true');
  const text = join(folder, 'text.png');
  writeFileSync(text, 'not a picture');
  await add(page, text);
  await expect(messages(page).getByRole('alert')).toContainText('text.png');
});

test('takes in a picture that lies on no disk, as one that is dragged out of a browser', async ({
  page,
  folder,
}) => {
  await openView(page, 'Gallery');
  const buffer = readFileSync(await writeOurs(folder, 5));
  await page
    .getByText('Nothing is kept yet')
    .drop({ files: { name: 'image.png', mimeType: 'image/png', buffer } });
  await expect(messages(page)).toContainText('faces 5 added with its recipe');
});

test('opens a recipe in Create and in Explore, and finds the gallery as it was', async ({ page, folder }) => {
  await fill(page, folder, 3);
  await pictures(page).nth(1).click();
  const name = (await pictures(page).nth(1).getAttribute('aria-label')) ?? '';
  await page.keyboard.press('r');
  const seed = page.getByRole('complementary', { name: 'Controls' }).getByRole('textbox', { name: 'Seed' });
  await expect(seed).toHaveValue(name.replace('faces ', ''));
  await openView(page, 'Gallery');
  await expect(selected(page)).toHaveAccessibleName(name);
  await page.keyboard.press('e');
  await expect(page.getByRole('group', { name: 'Tool' })).toBeVisible();
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`has no serious barrier (${colorScheme})`, async ({ page, folder }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    await fill(page, folder, 3);
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowRight');
    expect(await barriers(page), 'the grid').toEqual([]);
    for (const key of ['Space', 'v', 'x', 'a']) {
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await barriers(page), key).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
  });
}
