import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';
import { openSafetensors } from '../src/core/checkpoint/safetensors.ts';
import { onnxRuntime } from '../src/engine/runtime/onnx-runtime.ts';
import { openFileSource } from '../src/platform/file-source.ts';
import { tinyArchitecture, writeTinyCheckpoint } from '../src/studio/testing/tiny-checkpoint.ts';
import { canvasPixels } from './support/pictures.ts';
import { messages, openView } from './support/shell.ts';
import { expect, test } from './support/test.ts';

const REFERENCES = join(import.meta.dirname, '..', 'test', 'fixtures', 'reference');
const PUBLISHED = join(REFERENCES, 'netG_1200.pth');
const WAVELET = join(REFERENCES, 'wavediff', 'wavediff-generator-wavelet-64.safetensors');

const card = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('list', { name: 'Models' }).getByRole('button', { name, exact: typeof name === 'string' });
const about = (page: Page): Locator => page.getByRole('complementary', { name: /^About/ });
const importOf = (page: Page, file: string): Locator =>
  page.getByRole('listitem', { name: `Import of ${file}` });

async function drop(page: Page, ...files: readonly string[]): Promise<void> {
  await page
    .getByRole('main')
    .getByRole('heading', { name: 'Models', exact: true })
    .drop({ files: [...files] });
}

/** A model of the library, by dropping its file. */
async function withImported(page: Page, folder: string, name: string, value = 0.5): Promise<void> {
  const path = join(folder, `${name}.safetensors`);
  writeTinyCheckpoint(path, { steps: 2, value });
  await drop(page, path);
  await expect(card(page, name)).toHaveAttribute('aria-pressed', 'true');
}

test.beforeEach(async ({ page }) => {
  await openView(page, 'Models');
  await expect(card(page, /^Faces/).first()).toBeVisible();
});

test('shows what the library has: samples, size, licence and known faults', async ({ page }) => {
  const sheet = about(page).getByRole('img', { name: /^Sample pictures of Faces/ });
  await expect(sheet).toHaveJSProperty('complete', true);
  await expect(sheet).not.toHaveJSProperty('naturalWidth', 0);
  for (const fact of [
    'Denoising steps T',
    'Parameters',
    'Multiply-adds per step',
    'File',
    'Licence',
    'Source',
  ]) {
    await expect(about(page).getByText(fact, { exact: true })).toBeVisible();
  }
  await expect(about(page).getByRole('region', { name: 'Notes' })).toContainText('Known faults');
  await expect(about(page).getByRole('button', { name: 'Remove' })).toBeHidden();
});

test('imports a chosen checkpoint, and goes to Create with it', async ({ page, folder, choose }) => {
  writeTinyCheckpoint(join(folder, 'my-net.safetensors'), { steps: 2 });
  await choose(() => page.getByRole('button', { name: 'Import a checkpoint' }).click(), 'my-net.safetensors');
  await expect(card(page, 'my-net')).toHaveAttribute('aria-pressed', 'true');
  await expect(messages(page)).toContainText('my-net added to the library');
  await expect(about(page)).toContainText('16 × 16 px');
  await about(page).getByRole('button', { name: 'Use in Create' }).click();
  await expect(page.getByRole('button', { name: 'Create', exact: true })).toHaveAttribute(
    'aria-current',
    'page',
  );
});

test('asks for the steps that a dropped file does not tell', async ({ page }) => {
  await drop(page, PUBLISHED);
  const asked = importOf(page, 'netG_1200.pth');
  const steps = asked.getByRole('textbox', { name: 'Denoising steps T' });
  await steps.fill('0');
  await expect(asked.getByRole('button', { name: 'Continue' })).toBeDisabled();
  await steps.fill('4');
  await steps.press('Enter');
  await expect(card(page, 'netG_1200')).toHaveAttribute('aria-pressed', 'true');
  await expect(asked).toBeHidden();
});

test('shows a picture in both orders of bands, where a file of the wavelet family does not tell its own', async ({
  page,
}) => {
  await drop(page, WAVELET);
  const asked = importOf(page, 'wavediff-generator-wavelet-64.safetensors');
  const steps = asked.getByRole('textbox', { name: 'Denoising steps T' });
  await steps.fill('2');
  await steps.press('Enter');
  const pictures = ['width', 'height'].map((order) =>
    asked.getByRole('img', { name: `A picture, ${order} first` }),
  );
  const pixels = await Promise.all(pictures.map(canvasPixels));
  expect(pixels[0]).not.toEqual(pixels[1]);
  await asked.getByRole('button', { name: /Height first/ }).click();
  await expect(about(page)).toContainText('64 × 64 px');
  await expect(about(page)).toContainText('Wavelet diffusion GAN, height first');
  await expect(asked).toBeHidden();
});

test('asks for a size that does not follow from the file', async ({ page, folder }) => {
  const path = join(folder, 'plain.safetensors');
  const architecture = { ...tinyArchitecture, attnResolutions: [] };
  writeTinyCheckpoint(path, { steps: 2, statesSize: false, architecture });
  await drop(page, path);
  const size = importOf(page, 'plain.safetensors').getByRole('textbox', { name: /^Side of the pictures/ });
  await size.fill('64');
  await size.press('Enter');
  await expect(about(page)).toContainText('64 × 64 px');
});

test('asks for another name where one is taken', async ({ page, folder }) => {
  await withImported(page, folder, 'twin');
  writeTinyCheckpoint(join(folder, 'twin.safetensors'), { steps: 2, value: 0.25 });
  await drop(page, join(folder, 'twin.safetensors'));
  const name = importOf(page, 'twin.safetensors').getByRole('textbox', { name: 'New name' });
  await expect(name).toHaveValue('twin-2');
  await name.press('Enter');
  await expect(messages(page)).toContainText('twin-2 added to the library');
});

test('says that the library has these weights already', async ({ page, folder }) => {
  await withImported(page, folder, 'first');
  writeTinyCheckpoint(join(folder, 'second.safetensors'), { steps: 2 });
  await drop(page, join(folder, 'second.safetensors'));
  await expect(messages(page)).toContainText('already in the library: first');
});

test('says what is wrong with a file that is no checkpoint', async ({ page, folder }) => {
  const path = join(folder, 'broken.pth');
  writeFileSync(path, 'not a checkpoint at all');
  await drop(page, path);
  const failed = importOf(page, 'broken.pth');
  await expect(failed.getByRole('alert')).toContainText('not a checkpoint');
  await failed.getByRole('button', { name: 'Dismiss' }).click();
  await expect(failed).toBeHidden();
});

test('renames an imported model', async ({ page, folder }) => {
  await withImported(page, folder, 'draft', 0.25);
  await withImported(page, folder, 'other');
  await card(page, 'draft').click();
  await page.keyboard.press('F2');
  const dialog = page.getByRole('dialog', { name: 'Rename model' });
  const name = dialog.getByRole('textbox', { name: 'Name' });
  await expect(name).toBeFocused();
  await name.fill('other');
  await name.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('There is a model named other already');
  await name.fill('Évening faces');
  await name.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(card(page, 'Évening faces')).toHaveAttribute('aria-pressed', 'true');
  await expect(about(page)).toContainText('evening-faces');
});

test('exports as safetensors and as ONNX, and asks before a file is replaced', async ({
  page,
  folder,
  choose,
  electronApp,
}) => {
  await withImported(page, folder, 'net');
  const exported = (format: string) => about(page).getByRole('button', { name: `Export as ${format}` });

  await choose(() => exported('safetensors').click(), 'out.safetensors');
  await expect(messages(page)).toContainText('out.safetensors');
  using source = openFileSource(join(folder, 'out.safetensors'));
  const { metadata, tensors } = openSafetensors(source);
  expect(metadata).toMatchObject({ title: 'net', num_timesteps: '2' });
  expect(tensors.size).toBeGreaterThan(0);

  await choose(() => exported('ONNX').click(), 'out');
  await expect(messages(page)).toContainText('out.onnx');
  const session = await onnxRuntime.InferenceSession.create(join(folder, 'out.onnx'));
  expect(session.inputNames.toSorted()).toEqual(['t', 'x_t', 'z']);
  await session.release();

  // The system's dialogs ask by themselves.
  if (electronApp !== undefined) return;
  await choose(() => exported('ONNX').click(), 'out.onnx');
  const picker = page.getByRole('dialog', { name: 'Export as ONNX' });
  await expect(picker.getByRole('alert')).toContainText('Replace it?');
  await picker.getByRole('button', { name: 'Replace' }).click();
  await expect(picker).toBeHidden();
});

test('asks before a model is removed, and brings it back', async ({ page, folder }) => {
  await withImported(page, folder, 'passing');
  await about(page).getByRole('button', { name: 'Remove' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove passing?' });
  await expect(dialog).toContainText('trash');
  await page.keyboard.press('Escape');
  await expect(card(page, 'passing')).toBeVisible();
  await page.keyboard.press('Delete');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(card(page, 'passing')).toBeHidden();
  await expect(about(page)).toHaveAccessibleName(/Faces/);
  const trash = page.getByRole('region', { name: 'Removed models' });
  await trash.getByText('Trash (1)').click();
  await trash.getByRole('button', { name: 'Restore passing' }).click();
  await expect(card(page, 'passing')).toBeVisible();
  await expect(trash).toBeHidden();
});

test('shows a damaged model, and lets it go', async ({ page, dataFolder }) => {
  const broken = join(dataFolder, 'models', 'broken');
  mkdirSync(broken, { recursive: true });
  writeFileSync(join(broken, 'model.json'), '{ "version": 1 }');
  await page.reload();
  const damaged = page.getByRole('region', { name: 'Damaged models' });
  await expect(damaged).toContainText('Import the model again');
  await damaged.getByRole('button', { name: 'Remove broken' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(damaged).toBeHidden();
});

test('tests a device, and measures a model on it', async ({ page }) => {
  const speed = about(page).getByRole('region', { name: 'Device and speed' });
  await speed.getByRole('combobox', { name: /^Device/ }).click();
  await page.getByRole('option', { name: 'CPU' }).click();
  await speed.getByRole('button', { name: 'Test device' }).click();
  await expect(speed.getByRole('status')).toContainText('pictures are made on Processor (CPU)');
  await speed.getByRole('button', { name: 'Measure speed' }).click();
  await expect(speed.getByText('Pictures per second, at T = 2')).toBeVisible();
  await expect(speed.getByText(/^\d+ %$/)).toBeVisible();
});

test('compares a model with a folder of photographs, and keeps the figures', async ({
  page,
  folder,
  choose,
}) => {
  const photographs = join(folder, 'photographs');
  mkdirSync(photographs);
  for (let i = 0; i < 16; i++) {
    const colour = { r: 16 * i, g: 255 - 16 * i, b: 128 };
    const picture = sharp({ create: { width: 16, height: 16, channels: 3, background: colour } });
    await picture.png().toFile(join(photographs, `${i}.png`));
  }
  await withImported(page, folder, 'tiny');
  const quality = about(page).getByRole('region', { name: 'Quality' });
  await choose(() => quality.getByRole('button', { name: 'Compare with a folder' }).click(), 'photographs');
  const figures = quality.getByRole('table', {
    name: '2,000 pictures against 16 photographs of photographs',
  });
  await expect(figures.getByRole('row', { name: /^Details and colours \d/ })).toBeVisible();
  await page.reload();
  await card(page, 'tiny').click();
  await expect(figures).toBeVisible();
});

test('tells where published checkpoints are, and fetches nothing', async ({ page }) => {
  await page.getByRole('button', { name: 'Where to get checkpoints' }).click();
  const dialog = page.getByRole('dialog', { name: 'Published checkpoints' });
  for (const address of [
    'nvlabs.github.io/denoising-diffusion-gan',
    'VinAIResearch/WaveDiff',
    'VinAIResearch/RDUOT',
  ]) {
    await expect(dialog).toContainText(address);
  }
  await expect(dialog).toContainText('non-commercial');
  await expect(dialog.getByRole('link')).toHaveCount(0);
});
