/** Interpolations that go from model to model. */
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { writeTinyCheckpoint } from '../src/studio/testing/tiny-checkpoint.ts';
import { barriers } from './support/barriers.ts';
import { still, tiles } from './support/pictures.ts';
import { messages, openView } from './support/shell.ts';
import { expect, test } from './support/test.ts';

const track = (page: Page): Locator => page.getByRole('group', { name: 'Key frames on the timeline' });
const keyFrames = (page: Page): Locator => track(page).getByRole('button', { name: /^Key frame \d+, seed/ });
const preview = (page: Page): Locator => page.getByRole('group', { name: 'Preview' });

/** Puts a picture of a new model on the tray: with one number for all its weights, and T as given. */
async function onTray(page: Page, folder: string, name: string, value: number, steps = 2): Promise<void> {
  const file = join(folder, `${name}.safetensors`);
  writeTinyCheckpoint(file, { steps, value });
  await openView(page, 'Models');
  const library = page.getByRole('list', { name: 'Models' });
  await expect(library.getByRole('button', { name: /^Faces/ }).first()).toBeVisible();
  await page
    .getByRole('main')
    .getByRole('heading', { name: 'Models', exact: true })
    .drop({ files: [file] });
  const card = library.getByRole('button', { name, exact: true });
  await expect(card).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Use in Create' }).click();
  const before = await tiles(page).first().getAttribute('aria-label');
  await page.keyboard.press('Control+Enter');
  await expect(tiles(page).first()).not.toHaveAccessibleName(before ?? '');
  await expect(tiles(page).first()).toHaveAccessibleName(/seed \d+$/);
  await tiles(page).first().click();
  await page.keyboard.press('y');
}

/** The preview at a frame, when it shows the very frame. */
async function frameAfter(page: Page, ...keys: readonly string[]): Promise<string> {
  for (const key of keys) await page.keyboard.press(key);
  await expect(preview(page)).toHaveAttribute('aria-busy', 'false');
  return await still(preview(page));
}

test('fades from a picture of one model to one of another, and refuses models built otherwise', async ({
  page,
  folder,
}) => {
  test.slow();
  await onTray(page, folder, 'dawn', 0.1);
  await onTray(page, folder, 'dusk', 0.15);
  await page.getByRole('button', { name: /^Key frames/ }).click();
  await page.getByRole('button', { name: 'Interpolate', exact: true }).last().click();
  await expect(keyFrames(page)).toHaveCount(2);
  await expect(keyFrames(page).first()).toHaveAccessibleName(/ of dawn$/);
  await expect(keyFrames(page).last()).toHaveAccessibleName(/ of dusk$/);
  const first = await frameAfter(page, 'Home');
  const last = await frameAfter(page, 'End');
  const between = await frameAfter(page, 'Home', ...Array<string>(2).fill('Shift+ArrowRight'));
  expect(new Set([first, between, last]).size).toBe(3);
  await keyFrames(page).last().click();
  await expect(page.getByRole('complementary', { name: 'Key frame 2 of 2' })).toContainText('dusk');

  expect(await barriers(page)).toEqual([]);

  await onTray(page, folder, 'night', 0.1, 4);
  await openView(page, 'Interpolate');
  const tray = page.getByRole('region', { name: 'Key-frame tray' });
  await tray.getByRole('button', { name: /^Add key frame 3/ }).click();
  await expect(messages(page)).toContainText('night has T = 4 and dawn T = 2');
  await expect(keyFrames(page)).toHaveCount(2);
});
