import { join } from 'node:path';
import { tinyWavelet, writeTinyCheckpoint } from '../src/studio/testing/tiny-checkpoint.ts';
import { barriers } from './support/barriers.ts';
import { openView } from './support/shell.ts';
import { expect, test } from './support/test.ts';

for (const colorScheme of ['dark', 'light'] as const) {
  test.describe(colorScheme, () => {
    test.beforeEach(async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    });

    for (const view of ['Create', 'Explore', 'Models'] as const) {
      test(`${view} has no serious barrier`, async ({ page }) => {
        await openView(page, view);
        await expect(page.getByRole('main')).not.toBeEmpty();
        expect(await barriers(page)).toEqual([]);
      });
    }

    test('dialogs and panels have no serious barrier', async ({ page, folder, studio }) => {
      await openView(page, 'Models');
      const path = join(folder, 'net.safetensors');
      writeTinyCheckpoint(path, { steps: 2 });
      await page
        .getByRole('main')
        .getByRole('heading', { name: 'Models', exact: true })
        .drop({ files: path });
      await expect(page.getByRole('complementary', { name: 'About net' })).toBeVisible();

      const dialog = page.getByRole('dialog');
      const openers: Readonly<Record<string, () => Promise<void>>> = {
        'Keyboard shortcuts': () => page.keyboard.press('?'),
        'Rename model': () => page.keyboard.press('F2'),
        'Remove net?': () => page.keyboard.press('Delete'),
        'Published checkpoints': () => page.getByRole('button', { name: 'Where to get checkpoints' }).click(),
        // In Electron, the system's dialog.
        ...(studio !== undefined && { 'Import a checkpoint': () => page.keyboard.press('i') }),
      };
      for (const [name, open] of Object.entries(openers)) {
        await open();
        await expect(dialog).toHaveAccessibleName(name);
        expect(await barriers(page), name).toEqual([]);
        await page.keyboard.press('Escape');
        await expect(dialog).toBeHidden();
      }

      await page.keyboard.press('j');
      await expect(page.getByRole('complementary', { name: 'Jobs' })).toBeVisible();
      expect(await barriers(page), 'Jobs').toEqual([]);
    });

    test('an import that asks has no serious barrier', async ({ page, folder }) => {
      await openView(page, 'Models');
      const [steps, order] = ['steps', 'order'].map((asks) => join(folder, `${asks}.safetensors`));
      writeTinyCheckpoint(steps!);
      writeTinyCheckpoint(order!, { architecture: tinyWavelet, statesOrder: false, steps: 2 });
      await page
        .getByRole('main')
        .getByRole('heading', { name: 'Models', exact: true })
        .drop({ files: [steps!, order!] });
      await expect(page.getByRole('textbox', { name: 'Denoising steps T' })).toBeVisible();
      await expect(page.getByRole('img', { name: 'A picture, width first' })).toBeVisible();
      expect(await barriers(page)).toEqual([]);
    });
  });
}
