import { spawnSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import { allReady, batch, batches, pixelsOf, tiles } from './support/pictures.ts';
import { expect, test } from './support/test.ts';

/** Long enough that a test comes in its middle, on any machine. */
const MANY = 600;

async function generate(page: Page, count: number): Promise<void> {
  await page.getByRole('textbox', { name: 'Pictures' }).fill(String(count));
  await page.keyboard.press('Control+Enter');
  await expect(batch(page)).toHaveAccessibleName(new RegExp(`, ${count} pictures`));
}

/** Until the newest batch has its first pictures, and not yet all. */
async function inTheMiddle(page: Page): Promise<void> {
  await expect(batch(page).getByRole('progressbar')).toBeVisible();
  await expect(tiles(page).first()).toHaveAccessibleName(/seed \d+$/);
}

/** How far the newest batch is, as its bar says. */
async function progress(page: Page): Promise<number> {
  return Number(await batch(page).getByRole('progressbar').getAttribute('aria-valuenow'));
}

test.beforeEach(async ({ page }) => allReady(page, 16));

test('cancels a batch, and goes on with it', async ({ page }) => {
  await generate(page, MANY);
  await inTheMiddle(page);
  await batch(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(batch(page)).toContainText('Cancelled');
  await batch(page).getByRole('button', { name: 'Continue' }).click();
  await inTheMiddle(page);
  await batch(page).getByRole('button', { name: 'Cancel' }).click();
});

test('finishes a batch whose engine was killed', async ({ page, studio }) => {
  test.skip(studio === undefined, 'the engine of the browser host is found by its parent process');
  test.skip(process.platform === 'win32', 'processes are found by pgrep');
  test.slow();
  await generate(page, 48);
  await inTheMiddle(page);
  const { stdout } = spawnSync('pgrep', ['-P', String(studio!.pid), '-f', 'engine-process'], {
    encoding: 'utf8',
  });
  // Of no process at all it would be 0, which is the test's own group.
  expect(stdout.trim()).toMatch(/^[1-9]\d*$/);
  process.kill(Number(stdout.trim()), 'SIGKILL');
  await expect(batch(page).getByRole('progressbar')).toBeHidden();
  await expect(batch(page)).not.toContainText('stopped');
  await expect(batch(page).getByRole('button', { name: 'Retry' })).toBeHidden();
});

test('goes on when the page is loaded anew', async ({ page }) => {
  await generate(page, MANY);
  await inTheMiddle(page);
  // The seed in its name tells a picture, and its batch, from all others.
  const name = (await tiles(page).first().getAttribute('aria-label'))!;
  const count = await batches(page).count();
  const picture = await pixelsOf(tiles(page).first());
  const made = await progress(page);
  await page.reload();
  await inTheMiddle(page);
  // The same batch and no other, with the pictures that it had, and more come.
  await expect(tiles(page).first()).toHaveAccessibleName(name);
  await expect(batches(page)).toHaveCount(count);
  await expect.poll(() => pixelsOf(tiles(page).first())).toBe(picture);
  const since = await progress(page);
  expect(since).toBeGreaterThanOrEqual(made);
  await expect.poll(() => progress(page)).toBeGreaterThan(since);
  await batch(page).getByRole('button', { name: 'Cancel' }).click();
});

test('goes on when the studio was killed and is started again', async ({ page, studio, expectedErrors }) => {
  test.skip(studio === undefined, 'Electron takes its window with it');
  expectedErrors.push(/WebSocket connection/);
  await generate(page, MANY);
  await inTheMiddle(page);
  await studio!.stop('SIGKILL');
  await expect(page.getByRole('alert')).toContainText('The studio does not answer');
  await studio!.start();
  await page.goto(studio!.url);
  await inTheMiddle(page);
  await batch(page).getByRole('button', { name: 'Cancel' }).click();
});

test('lists jobs with how far they are, and lets them be put away', async ({ page }) => {
  await generate(page, MANY);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Jobs/ }).click();
  const panel = page.getByRole('complementary', { name: 'Jobs' });
  const job = panel.getByRole('listitem').filter({ hasText: `${MANY} pictures` });
  await expect(job).toContainText(/left/);
  await job.getByRole('button', { name: 'Cancel' }).click();
  await expect(job).toContainText('Cancelled');
  await panel.getByRole('button', { name: 'Clear finished' }).click();
  await expect(panel.getByRole('listitem')).toHaveCount(0);
});
