/** Choosing a file, whichever dialog the host has. */
import { basename } from 'node:path';
import { type ElectronApplication, expect, type Page } from '@playwright/test';

/** In the interface's own picker, by keys, from the home folder that `folder` lies in. */
export async function chooseInPicker(
  page: Page,
  folder: string,
  fileName: string,
  open: () => Promise<void>,
): Promise<void> {
  await open();
  const picker = page.getByRole('dialog');
  const list = picker.getByRole('listbox', { name: 'Files and folders' });
  await expect(list).toBeFocused();
  const where = picker.getByRole('navigation', { name: 'Where' }).locator('[aria-current=location]');
  await expect(where).toBeVisible();
  // A second choice begins where the first one ended.
  if ((await where.textContent()) !== basename(folder)) {
    await page.keyboard.type(basename(folder));
    await page.keyboard.press('Enter');
    await expect(where).toHaveText(basename(folder));
  }
  const name = picker.getByRole('textbox', { name: 'File name' });
  const thisFolder = picker.getByRole('button', { name: 'Choose this folder' });
  if (await thisFolder.isVisible()) {
    await list.getByRole('option', { name: fileName }).dblclick();
    await expect(where).toHaveText(fileName);
    await thisFolder.click();
  } else if (await name.isVisible()) {
    await name.fill(fileName);
    await picker.getByRole('button', { name: 'Save' }).click();
  } else {
    await list.getByRole('option', { name: fileName }).click();
    await picker.getByRole('button', { name: 'Open' }).click();
  }
}

/** The system's dialogs belong to no page: they answer at once instead of being shown. */
export async function chooseInSystemDialog(
  app: ElectronApplication,
  path: string,
  open: () => Promise<void>,
): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
  }, path);
  await open();
}
