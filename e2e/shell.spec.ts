import type { Page } from '@playwright/test';
import { openView } from './support/shell.ts';
import { expect, test } from './support/test.ts';

const view = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name, exact: true });
const isShown = ['aria-current', 'page'] as const;

test('goes from view to view by keys', async ({ page }) => {
  await expect(view(page, 'Create')).toBeVisible();
  for (const [key, name] of [
    ['Shift+M', 'Models'],
    ['Shift+C', 'Create'],
    ['Shift+E', 'Explore'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(view(page, name)).toHaveAttribute(...isShown);
  }
});

test('changes its colours, and keeps them and the view over a reload', async ({ page }) => {
  await openView(page, 'Models');
  const html = page.locator('html');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('t');
  await page.keyboard.press('t');
  await expect(html).toHaveAttribute('data-theme', 'light');
  await page.reload();
  await expect(view(page, 'Models')).toHaveAttribute(...isShown);
  await expect(html).toHaveAttribute('data-theme', 'light');
  await page.getByRole('button', { name: /^Theme/ }).click();
  await expect(page.getByRole('button', { name: 'Theme: system' })).toBeVisible();
});

test('follows the system’s colours', async ({ page }) => {
  await openView(page, 'Models');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('lists the shortcuts of the studio and of the view', async ({ page }) => {
  await openView(page, 'Models');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByRole('heading', { name: 'Everywhere' })).toBeVisible();
  await expect(sheet.getByText('Import a checkpoint')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await openView(page, 'Explore');
  await page.keyboard.press('?');
  await expect(sheet).toBeVisible();
  await expect(sheet.getByText('Import a checkpoint')).toBeHidden();
});

for (const name of ['Create', 'Explore', 'Models'] as const) {
  test(`no key means two things in ${name}`, async ({ page }) => {
    await openView(page, name);
    await page.keyboard.press('?');
    const keys = await page
      .getByRole('dialog', { name: 'Keyboard shortcuts' })
      .getByRole('definition')
      .allInnerTexts();
    expect(keys.length).toBeGreaterThan(5);
    expect(keys).toEqual([...new Set(keys)]);
  });
}

test('lists jobs: cancels one, tries it again, and takes it off', async ({ page }) => {
  await openView(page, 'Models');
  await page.getByRole('button', { name: 'Measure speed' }).click();
  await page.keyboard.press('j');
  const jobs = page.getByRole('complementary', { name: 'Jobs' });
  const job = jobs.getByRole('listitem').filter({ hasText: 'Measure faces' });
  await job.getByRole('button', { name: 'Cancel' }).click();
  await expect(job).toContainText('Cancelled');
  await job.getByRole('button', { name: 'Try again' }).click();
  await job.getByRole('button', { name: 'Cancel' }).click();
  await expect(job).toContainText('Cancelled');
  await job.getByRole('button', { name: 'Remove from the list' }).click();
  await expect(job).toBeHidden();
  await page.keyboard.press('j');
  await expect(jobs).toBeHidden();
});

test('takes the token out of the address, and lets nobody in without', async ({ page, studio, browser }) => {
  test.skip(studio === undefined, 'Electron’s page is on no network.');
  const { port } = studio!;
  await expect(page).toHaveURL(`http://127.0.0.1:${port}/`);
  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  for (const address of [`http://127.0.0.1:${port}/`, `http://127.0.0.1:${port}/?token=wrong`]) {
    const answer = await other.goto(address);
    expect(answer?.status()).toBe(401);
    await expect(other.getByRole('heading')).toHaveText('This address does not open the studio');
  }
  await stranger.close();
});

test('is open in two pages at once', async ({ page, studio, context }) => {
  test.skip(studio === undefined, 'Electron has one window.');
  await openView(page, 'Models');
  const other = await context.newPage();
  await other.goto(`http://127.0.0.1:${studio!.port}/`);
  await expect(view(other, 'Create')).toBeVisible();
  await other.close();
  await expect(view(page, 'Models')).toHaveAttribute(...isShown);
});
