import type { Locator, Page } from '@playwright/test';
import { allReady, batch, changed, still, tiles } from './support/pictures.ts';
import { messages } from './support/shell.ts';
import { expect, test } from './support/test.ts';

const controls = (page: Page): Locator => page.getByRole('complementary', { name: 'Controls' });
const seedField = (page: Page): Locator => controls(page).getByRole('textbox', { name: 'Seed' });
const seedMode = (page: Page, name: string): Locator =>
  controls(page).getByRole('group', { name: 'Seed after each batch' }).getByRole('radio', { name });

/** A batch with seeds of its own, all of it ready. */
async function generate(page: Page, seed: string, count: number): Promise<void> {
  await seedMode(page, 'Fixed').click();
  await seedField(page).fill(seed);
  await controls(page).getByRole('textbox', { name: 'Pictures' }).fill(String(count));
  await page.keyboard.press('Control+Enter');
  await expect(tiles(page).first()).toHaveAccessibleName(new RegExp(`seed ${seed}\\b`));
  await allReady(page, count);
}

test.beforeEach(async ({ page }) => allReady(page, 16));

test('makes the first pictures by itself, each at its place from the start', async ({ page }) => {
  await expect(batch(page)).toContainText('16 pictures · 2 steps');
  const places = await tiles(page).evaluateAll((list) =>
    list.map((tile) => JSON.stringify(tile.getBoundingClientRect())),
  );
  expect(new Set(places).size).toBe(16);
});

test('makes pictures of the seeds that are asked for, the same again', async ({ page }) => {
  await generate(page, '7', 4);
  const names = await tiles(page).evaluateAll((list) => list.map((tile) => tile.getAttribute('aria-label')));
  expect(names).toEqual([7, 8, 9, 10].map((seed, i) => `Picture ${i + 1}, seed ${seed}`));
  const first = await still(tiles(page).nth(2));
  await generate(page, '9', 1);
  expect(await still(tiles(page).first())).toBe(first);
});

test('goes on counting, or draws new seeds', async ({ page }) => {
  await generate(page, '20', 4);
  await seedMode(page, 'Increment').click();
  await controls(page).getByRole('button', { name: 'Generate' }).click();
  await controls(page).getByRole('button', { name: 'Generate' }).click();
  await expect(tiles(page).first()).toHaveAccessibleName(/seed 24\b/);
  await seedMode(page, 'Random').click();
  await controls(page).getByRole('button', { name: 'New random seed' }).click();
  await expect(seedField(page)).not.toHaveValue('24');
});

test('refuses a seed that is none, and says why', async ({ page }) => {
  await seedMode(page, 'Fixed').click();
  await seedField(page).fill('-3');
  await expect(controls(page).getByRole('alert')).toBeVisible();
  await seedField(page).press('Tab');
  await expect(seedField(page)).not.toHaveValue('-3');
});

test('shows at once what the controls change', async ({ page }) => {
  await seedMode(page, 'Fixed').click();
  const preview = controls(page);
  let shown = await still(preview);
  for (const name of ['Layout temperature', 'Style temperature']) {
    const slider = controls(page).getByRole('slider', { name });
    await slider.focus();
    for (let i = 0; i < 8; i++) await slider.press('ArrowLeft');
    shown = await changed(preview, shown);
  }
  await controls(page)
    .getByRole('combobox', { name: /^Denoising steps/ })
    .click();
  await page.getByRole('option', { name: '4', exact: true }).click();
  await changed(preview, shown);
  await generate(page, '3', 1);
  await expect(batch(page)).toContainText('1 picture · 4 steps');
});

test('keeps pictures and favourites, and has them after a reload', async ({ page }) => {
  await tiles(page).first().click();
  await page.keyboard.press('k');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('f');
  const kept = page.getByRole('button', { name: /^Kept 2/ });
  await kept.click();
  await expect(page.getByRole('list', { name: /^Kept pictures/ }).getByRole('listitem')).toHaveCount(2);
  const toolbar = page.getByRole('toolbar', { name: 'Selected picture' });
  await expect(toolbar.getByRole('button', { name: 'Favourite' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('f');
  await expect(toolbar.getByRole('button', { name: 'Favourite' })).toHaveAttribute('aria-pressed', 'false');
  await page.reload();
  await expect(kept).toBeVisible();
  const image = page
    .getByRole('list', { name: /^Kept pictures/ })
    .locator('img')
    .first();
  if (!(await image.isVisible())) await kept.click();
  await expect(image).toHaveJSProperty('complete', true);
  await expect(image).not.toHaveJSProperty('naturalWidth', 0);
});

test('takes a kept picture away, and brings it back as it was', async ({ page }) => {
  await tiles(page).first().click();
  await page.keyboard.press('f');
  const favourite = page
    .getByRole('toolbar', { name: 'Selected picture' })
    .getByRole('button', { name: 'Favourite' });
  await expect(favourite).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: /^Kept 0/ })).toBeVisible();
  await expect(favourite).toHaveAttribute('aria-pressed', 'false');
  await messages(page).getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: /^Kept 1/ })).toBeVisible();
  await expect(favourite).toHaveAttribute('aria-pressed', 'true');
});

test('reuses a recipe without losing the present settings', async ({ page }) => {
  await generate(page, '41', 4);
  await seedField(page).fill('1000');
  await seedField(page).press('Enter');
  await tiles(page).nth(2).click();
  await page.keyboard.press('r');
  await expect(seedField(page)).toHaveValue('43');
  await messages(page).getByRole('button', { name: 'Undo' }).click();
  await expect(seedField(page)).toHaveValue('1000');
  await expect(controls(page).getByRole('textbox', { name: 'Pictures' })).toHaveValue('4');
});

test('collects key frames', async ({ page }) => {
  await tiles(page).nth(3).click();
  await page.keyboard.press('y');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('y');
  const tray = page.getByRole('button', { name: /^Key frames 2/ });
  await tray.click();
  await expect(page.getByRole('list', { name: 'Key frames' }).getByRole('listitem')).toHaveCount(2);
});

test('puts the tray by as a set, and takes it up again', async ({ page }) => {
  const tray = page.getByRole('list', { name: 'Key frames' }).getByRole('listitem');
  await tiles(page).first().click();
  await page.keyboard.press('y');
  await page.getByRole('button', { name: /^Key frames 1/ }).click();
  await expect(tray).toHaveCount(1);
  const openSets = page.getByRole('button', { name: 'Sets…' });
  await openSets.click();
  const dialog = page.getByRole('dialog', { name: 'Sets of key frames' });
  await dialog.getByRole('textbox', { name: 'Save the tray as' }).fill('Walk');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('listitem')).toContainText('1 key frame');
  await page.keyboard.press('Escape');
  await tray
    .first()
    .getByRole('button', { name: /^Key frame 1/ })
    .press('Delete');
  await expect(tray).toHaveCount(0);
  await openSets.click();
  await dialog.getByRole('button', { name: 'Load Walk' }).click();
  await expect(tray).toHaveCount(1);
  await openSets.click();
  await dialog.getByRole('button', { name: 'Remove Walk' }).click();
  await expect(dialog).toContainText('No sets yet.');
});

test('tells the seed of the selected picture', async ({ page }) => {
  await generate(page, '77', 1);
  await tiles(page).first().click();
  await page.keyboard.press('c');
  await expect(messages(page)).toContainText('77');
});

test('opens a picture large with its recipe, and leads through the batch', async ({ page }) => {
  await generate(page, '50', 4);
  await tiles(page).nth(1).dblclick();
  const large = page.getByRole('dialog');
  await expect(large).toContainText('51');
  await page.keyboard.press('ArrowRight');
  await expect(large).toContainText('52');
  await page.keyboard.press('Escape');
  await expect(large).toBeHidden();
});

test('shows more like a picture', async ({ page }) => {
  await tiles(page).first().click();
  await page.keyboard.press('m');
  await expect(page.getByRole('group', { name: 'Variations' }).getByRole('button')).toHaveCount(9);
});
