import type { Locator, Page } from '@playwright/test';
import { allReady, changed, difference, pixelsOf, recipeOf, still } from './support/pictures.ts';
import { openView } from './support/shell.ts';
import { expect, test } from './support/test.ts';

const stage = (page: Page): Locator => page.getByRole('region', { name: 'Current picture' });
const tool = async (page: Page, name: string): Promise<void> =>
  page.getByRole('group', { name: 'Tool' }).getByRole('radio', { name }).click();
const variations = (page: Page): Locator =>
  page.getByRole('group', { name: 'Variations' }).getByRole('button', { name: /^(?!.*not ready)/ });

test.beforeEach(async ({ page }) => {
  await allReady(page, 16);
  await openView(page, 'Explore');
});

test('takes a variation, and undoes and redoes it', async ({ page }) => {
  const before = await still(stage(page));
  await expect(variations(page)).toHaveCount(9);
  const wanted = await pixelsOf(variations(page).first());
  await variations(page).first().click();
  expect(await changed(stage(page), before)).toBe(wanted);
  await page.keyboard.press('Control+z');
  expect(await changed(stage(page), wanted)).toBe(before);
  await page.keyboard.press('Control+Shift+z');
  expect(await changed(stage(page), before)).toBe(wanted);
});

test('varies more the stronger it is', async ({ page }) => {
  const centre = await still(stage(page));
  const strength = page.getByRole('slider', { name: 'Strength', exact: true });
  await strength.focus();
  await strength.press('Home');
  await expect.poll(() => pixelsOf(variations(page).first())).toBe(centre);
  for (let percent = 0; percent < 10; percent++) await strength.press('ArrowRight');
  const weak = await changed(variations(page).first(), centre);
  await strength.press('End');
  const twice = 2 * (await difference(weak, centre));
  // Asked for again and again: pictures of the strengths on the way may still come in.
  const now = async () => difference(await pixelsOf(variations(page).first()), centre);
  await expect.poll(now).toBeGreaterThan(twice);
});

test('varies no part whose strength is 0', async ({ page }) => {
  const none = { x_T: 0, z: [0, 0], noise: [0, 0] };
  const strengths = {
    Layout: { ...none, x_T: 1 },
    'Style, step 1': { ...none, z: [0, 1] },
    'Style, step 2': { ...none, z: [1, 0] },
    'Noise, step 1': { ...none, noise: [0, 1] },
  };
  const centre = await still(stage(page));
  const strength = page.getByRole('slider', { name: 'Strength', exact: true });
  await strength.focus();
  await strength.press('End');
  const parts = page.getByRole('dialog', { name: 'Strength of each part' }).getByRole('slider');
  const set = async (part: Locator, key: 'Home' | 'End') => {
    await page.getByRole('button', { name: 'Parts' }).click();
    await part.press(key);
    await page.keyboard.press('Escape');
    await expect(parts).toHaveCount(0);
  };
  await page.getByRole('button', { name: 'Parts' }).click();
  await expect(parts).toHaveCount(Object.keys(strengths).length);
  for (const part of await parts.all()) await part.press('Home');
  await page.keyboard.press('Escape');
  await expect.poll(() => pixelsOf(variations(page).first())).toBe(centre);
  for (const [name, expected] of Object.entries(strengths)) {
    const part = parts.and(page.getByRole('slider', { name, exact: true }));
    await set(part, 'End');
    await changed(variations(page).first(), centre);
    await variations(page).first().click();
    await changed(stage(page), centre);
    expect((await recipeOf(stage(page))).edits).toMatchObject([{ kind: 'variation', strength: expected }]);
    await page.keyboard.press('Control+z');
    await expect.poll(() => pixelsOf(stage(page))).toBe(centre);
    await set(part, 'Home');
    await expect.poll(() => pixelsOf(variations(page).first())).toBe(centre);
  }
});

test('moves along directions, one step of undo a drag, and saves one', async ({ page }) => {
  const before = await still(stage(page));
  await tool(page, 'Directions');
  const slider = page.getByRole('slider', { name: 'Direction 1', exact: true });
  await slider.focus();
  for (let i = 0; i < 5; i++) await slider.press('ArrowRight');
  const moved = await changed(stage(page), before);
  await page.getByRole('button', { name: 'Save as a direction' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('Smile');
  await page.getByRole('dialog').getByRole('textbox').press('Enter');
  const own = page.getByRole('region', { name: 'My directions' });
  await expect(own.getByRole('slider', { name: 'Smile' })).toBeVisible();
  await page.getByRole('button', { name: 'Reset all' }).click();
  expect(await changed(stage(page), moved)).toBe(before);
  await page.keyboard.press('Control+z');
  expect(await changed(stage(page), before)).toBe(moved);
  await own.getByRole('button', { name: 'Remove Smile' }).click();
  await expect(own.getByRole('slider', { name: 'Smile' })).toBeHidden();
});

test('moves one denoising step alone', async ({ page }) => {
  const before = await still(stage(page));
  await tool(page, 'Directions');
  const slider = page.getByRole('slider', { name: 'Direction 2', exact: true });
  /** Moves the slider to its end for these steps alone. @returns by how much it moves each step, t = 0 first */
  const amountsOf = async (steps: string) => {
    await page.getByRole('group', { name: 'Steps to change' }).getByRole('radio', { name: steps }).click();
    await expect(slider).toHaveAttribute('aria-valuenow', '0');
    await slider.focus();
    await slider.press('End');
    await changed(stage(page), before);
    const { edits = [] } = await recipeOf(stage(page));
    await page.getByRole('button', { name: 'Reset all' }).click();
    await expect.poll(() => pixelsOf(stage(page))).toBe(before);
    return edits.map((edit) => edit.kind === 'direction' && edit.amounts);
  };
  const [all] = await amountsOf('All');
  const [amount] = all as readonly number[];
  expect(amount).toBeGreaterThan(0);
  expect(all).toEqual([amount, amount]);
  expect(await amountsOf('Step 1')).toEqual([[0, amount]]);
  expect(await amountsOf('Step 2')).toEqual([[amount, 0]]);
});

test('walks over the map', async ({ page }) => {
  const before = await still(stage(page));
  await tool(page, 'Map');
  const map = page.getByRole('application', { name: 'Map of pictures' });
  const atFirst = await still(map);
  const box = (await map.boundingBox())!;
  await map.click({ position: { x: box.width * 0.8, y: box.height * 0.2 } });
  const taken = await changed(stage(page), before);
  await page.keyboard.press('Control+z');
  expect(await changed(stage(page), taken)).toBe(before);
  const shown = await still(map);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 120, box.y + box.height / 2 - 80, { steps: 5 });
  await page.mouse.up();
  await changed(map, shown);
  await page.mouse.wheel(0, -300);
  await map.focus();
  await page.keyboard.press('+');
  await page.keyboard.press('ArrowLeft');
  expect(await still(map)).not.toBe(atFirst);
  await page.getByRole('group', { name: 'Map of' }).getByRole('radio', { name: 'Directions' }).click();
  await still(map);
});

test('mixes parts of pictures', async ({ page }) => {
  const before = await still(stage(page));
  await tool(page, 'Mix');
  await page.getByRole('button', { name: 'Style from a random picture' }).click();
  const mixed = await changed(stage(page), before);
  await page.getByRole('button', { name: 'Layout from a random picture' }).click();
  await changed(stage(page), mixed);
  await page.keyboard.press('Control+z');
  await expect.poll(() => pixelsOf(stage(page))).toBe(mixed);
  await page.getByRole('button', { name: 'Style of this picture' }).click();
  expect(await changed(stage(page), mixed)).toBe(before);
});

test('keeps what was found', async ({ page }) => {
  await still(stage(page));
  await variations(page).first().click();
  await page.keyboard.press('k');
  await openView(page, 'Create');
  await expect(page.getByRole('button', { name: /^Kept 1/ })).toBeVisible();
});
