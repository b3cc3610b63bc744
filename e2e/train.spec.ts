import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { folderOfPictures } from '../src/studio/training/testing/training-dependencies.ts';
import { barriers } from './support/barriers.ts';
import { allReady } from './support/pictures.ts';
import { messages, openView } from './support/shell.ts';
import { expect, test } from './support/test.ts';

const PICTURES = 5;
/** Graphs are built, and steps taken, at the lowest priority of a machine that may be busy. */
const TRAINED = { timeout: 120_000 };

const wizard = (page: Page): Locator => page.getByRole('form', { name: 'New run' });
const run = (page: Page): Locator => page.getByRole('article', { name: /^Run / });
const state = (page: Page): Locator => run(page).getByRole('group', { name: 'State' });
const action = (page: Page, name: string): Locator => run(page).getByRole('button', { name, exact: true });

/** Pictures, one of them twice, and a file that is none. */
async function mixedFolder(parent: string): Promise<void> {
  const folder = await folderOfPictures(parent, PICTURES);
  copyFileSync(join(folder, '0000.png'), join(folder, 'again.png'));
  writeFileSync(join(folder, 'broken.jpg'), 'not a picture');
}

async function set(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const field = wizard(page).getByRole('textbox', { name, exact: true });
    await field.fill(value);
    await field.press('Enter');
  }
}

const TINY = { name: 'From scratch, tiny', side: 32 };
const WAVELET = { name: 'From scratch in wavelets, tiny', side: 64 };

/** A run of a tiny network from scratch, set up as far as its start. */
async function setUp(
  page: Page,
  folder: string,
  choose: (open: () => Promise<void>, fileName: string) => Promise<void>,
  steps: number,
  { name, side } = TINY,
): Promise<void> {
  await mixedFolder(folder);
  await page.getByRole('button', { name: 'New run' }).click();
  await wizard(page).getByRole('radio', { name }).check({ force: true });
  await choose(() => wizard(page).getByRole('button', { name: 'Choose a folder' }).click(), 'pictures');
  const crops = `cropped to ${side} × ${side} px`;
  await expect(wizard(page)).toContainText(`${PICTURES} pictures to learn from, ${crops}`);
  await wizard(page).getByText('Advanced settings').click();
  const often = { 'Checkpoint every': '3', 'Samples every': '3', 'R1 every': '2' };
  await set(page, { Steps: String(steps), Batch: '2', ...often });
  await wizard(page)
    .getByRole('combobox', { name: /^Device/ })
    .click();
  await page.getByRole('option', { name: 'Processor (CPU)', exact: true }).click();
}

async function hasNoBarrier(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    expect(await barriers(page), `${what}, ${colorScheme}`).toEqual([]);
  }
}

test.beforeEach(async ({ page }) => {
  await openView(page, 'Train');
  await expect(page.getByRole('heading', { name: 'Teach a model your pictures' })).toBeVisible();
});

test('looks at a folder before it learns from it, and measures what that would take', async ({
  page,
  folder,
  choose,
}) => {
  await hasNoBarrier(page, 'no runs');
  await setUp(page, folder, choose, 400);
  await hasNoBarrier(page, 'new run');
  await expect(wizard(page).getByRole('list', { name: 'Crops' }).getByRole('img')).toHaveCount(PICTURES);
  await wizard(page).getByText('2 files are left out: 1 broken, 1 there twice.').click();
  const refused = wizard(page).getByRole('list', { name: 'Files that are left out' });
  await expect(refused).toContainText('broken.jpg');
  await expect(refused).toContainText('again.png');
  await wizard(page).getByRole('radio', { name: 'Smart' }).click();
  await expect(wizard(page).getByRole('list', { name: 'Crops' })).toBeVisible();

  await wizard(page).getByRole('button', { name: 'Measure the time on this machine' }).click();
  await expect(wizard(page)).toContainText(/Full: 400 steps, about/, TRAINED);
  await expect(wizard(page)).toContainText('free memory');
});

test('trains, rests, goes on, and what it learned makes pictures', async ({ page, folder, choose }) => {
  await setUp(page, folder, choose, 5000, WAVELET);
  await expect(wizard(page).getByRole('textbox', { name: 'Name of the run' })).toHaveValue('pictures');
  await wizard(page).getByRole('button', { name: 'Start' }).click();

  await expect(state(page)).toContainText(/of 5,000 steps/, TRAINED);
  await expect(run(page).getByRole('img', { name: /^Losses: D on real \d/ })).toBeVisible();
  const samples = run(page).getByRole('slider', { name: 'Samples' });
  await expect(samples).toHaveAttribute('aria-valuemax', /^[2-9]|\d\d/, TRAINED);

  await action(page, 'Pause').click();
  await expect(state(page)).toContainText('Paused after');
  const sheet = run(page).getByRole('img', { name: /^Samples after step/ });
  const newest = await sheet.getAttribute('alt');
  await samples.press('Home');
  await expect(sheet).toHaveAccessibleName('Samples after step 0');
  await expect(sheet).not.toHaveJSProperty('naturalWidth', 0);
  await samples.press('End');
  await expect(sheet).toHaveAccessibleName(newest!);

  await action(page, 'Resume').click();
  await expect(state(page)).not.toContainText('Paused');
  await action(page, 'Stop').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
  await expect(state(page)).toContainText('Stopped after');

  await action(page, 'Keep as a model').click();
  const dialog = page.getByRole('dialog', { name: 'Keep as a model' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('learned');
  await hasNoBarrier(page, 'keeping');
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await expect(messages(page)).toContainText('learned added to the library');
  await messages(page).getByRole('button', { name: 'Open in Create' }).click();
  await page.keyboard.press('Control+Enter');
  await allReady(page, 16);
  await openView(page, 'Models');
  await expect(
    page.getByRole('list', { name: 'Models' }).getByRole('button', { name: 'pictures' }),
  ).toBeVisible();
});

test('compares, branches and removes', async ({ page, folder, choose }) => {
  await setUp(page, folder, choose, 6);
  await wizard(page).getByRole('button', { name: 'Start' }).click();
  await expect(state(page)).toContainText('Done, 6 steps', TRAINED);

  await hasNoBarrier(page, 'a run');
  await action(page, 'Compare').click();
  await expect(run(page).getByRole('img', { name: /^Samples after step/ })).toHaveCount(2);
  await run(page).getByRole('radio', { name: 'Wipe' }).click();
  await run(page).getByRole('slider', { name: 'Wipe' }).press('Home');
  await hasNoBarrier(page, 'comparison');
  await action(page, 'Compare').click();

  await action(page, 'Branch').click();
  await expect(page.getByRole('heading', { name: 'Branch of pictures' })).toBeVisible();
  await expect(wizard(page).getByRole('textbox', { name: 'Name of the run' })).toHaveValue('pictures-2');
  await wizard(page).getByText('Advanced settings').click();
  await set(page, { Steps: '9' });
  await wizard(page).getByRole('button', { name: 'Start' }).click();
  await expect(run(page)).toHaveAccessibleName('Run pictures-2');
  await expect(state(page)).toContainText('Done, 9 steps', TRAINED);

  await action(page, 'Remove the run').click();
  await page
    .getByRole('dialog', { name: 'Remove pictures-2?' })
    .getByRole('button', { name: 'Remove' })
    .click();
  await expect(run(page)).toHaveAccessibleName('Run pictures');
});
