/** What only the desktop's window has: drags of the system, files that the app is opened with, menus, signals. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { writeTinyCheckpoint } from '../src/studio/testing/tiny-checkpoint.ts';
import { AS_ROOT, electronProgram, ROOT, startElectron } from './support/electron-program.ts';
import { allReady, batches, tiles } from './support/pictures.ts';
import { noRealPointerBecause, pressReally, RealPointer } from './support/real-pointer.ts';
import { messages, openView } from './support/shell.ts';
import { expect, test } from './support/test.ts';

test.skip(() => test.info().project.name === 'browser', 'A browser has windows and menus of its own.');

/** Chooses an entry of the menu. */
async function chooseInMenu(app: ElectronApplication, label: string): Promise<void> {
  await app.evaluate(({ Menu }, wanted) => {
    const entries = Menu.getApplicationMenu()!.items.flatMap(({ submenu }) => submenu?.items ?? []);
    (entries.find((entry) => entry.label === wanted) as unknown as { click(): void }).click();
  }, label);
}

/** Keeps pictures of Create's first batch. */
async function keep(page: Page, count: number): Promise<void> {
  await allReady(page, 16);
  for (let i = 0; i < count; i++) {
    await tiles(page).nth(i).click();
    await page.keyboard.press('k');
    await expect(page.getByRole('button', { name: `Kept ${i + 1}`, exact: true })).toBeVisible();
  }
}

test.describe('with the real pointer and keyboard', () => {
  const missing = noRealPointerBecause();
  test.skip(missing !== undefined, missing);

  test('a drag brings kept pictures to the tray, and to other places in it', async ({
    page,
    electronApp,
  }) => {
    const pointer = new RealPointer(electronApp!, page);
    await keep(page, 2);
    await page.getByRole('button', { name: /^Key frames/ }).click();
    await pointer.drag(tiles(page).nth(0), page.getByText('No key frames yet'));
    const frames = page.getByRole('list', { name: 'Key frames' }).getByRole('listitem');
    await expect(frames).toHaveCount(1);
    await pointer.drag(tiles(page).nth(1), frames.first(), { x: 0.9, y: 0.5 });
    await expect(frames).toHaveCount(2);
    const names = () =>
      frames
        .getByRole('button', { name: /^Key frame/ })
        .evaluateAll((list) => list.map((element) => element.ariaLabel!.replace(/^.*seed /, '')));
    const [first, second] = await names();
    await pointer.drag(frames.first(), frames.last(), { x: 0.9, y: 0.5 });
    await expect.poll(names).toEqual([second, first]);
    await openView(page, 'Gallery');
    await expect(page.getByRole('gridcell')).toHaveCount(2);
  });

  test('a drag brings all selected pictures to a collection, and takes in none of them again', async ({
    page,
    electronApp,
  }) => {
    const pointer = new RealPointer(electronApp!, page);
    await keep(page, 2);
    await openView(page, 'Gallery');
    await page.getByRole('button', { name: 'New collection' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Best');
    await page.keyboard.press('Enter');
    const collection = page.getByRole('button', { name: /^Best/ });
    await expect(collection).toBeVisible();
    await page.getByRole('gridcell').first().click();
    await page.keyboard.press('Control+a');
    await pointer.drag(page.getByRole('gridcell').first(), collection);
    await expect(messages(page)).toContainText('2 pictures added to “Best”.');
    await pointer.drag(page.getByRole('gridcell').first(), page.getByRole('gridcell').last());
    await pointer.click(page.getByRole('button', { name: /^Favourites/ }));
    await expect(messages(page)).not.toContainText('recipe');
  });

  test('the key of the plus sign zooms in without Shift', async ({ page, electronApp }) => {
    const zoom = () =>
      electronApp!.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]!.webContents.getZoomLevel(),
      );
    await new RealPointer(electronApp!, page).click(page.getByRole('button', { name: 'Models' }));
    pressReally('ctrl+equal');
    await expect.poll(zoom).toBe(0.5);
    pressReally('ctrl+minus');
    await expect.poll(zoom).toBe(0);
  });
});

test('undoes in the studio by its menu, and in a text where one has the focus', async ({
  page,
  electronApp,
}) => {
  await allReady(page, 16);
  await openView(page, 'Explore');
  const undo = page.getByRole('button', { name: /^Undo/ });
  await expect(undo).toBeDisabled();
  await page.keyboard.press('n');
  await expect(undo).toBeEnabled();
  await chooseInMenu(electronApp!, '&Undo');
  await expect(undo).toBeDisabled();
  await chooseInMenu(electronApp!, '&Redo');
  await expect(undo).toBeEnabled();
  await openView(page, 'Gallery');
  const search = page.getByRole('textbox', { name: 'Search pictures' });
  await search.fill('faces');
  await page.keyboard.press('Control+z');
  await expect(search).toHaveValue('');
  await chooseInMenu(electronApp!, '&Redo');
  await expect(search).toHaveValue('faces');
});

test('sends nothing from one computer to another', async ({ page }) => {
  const candidates = await page.evaluate(async () => {
    const connection = new RTCPeerConnection();
    const found: string[] = [];
    const { promise, resolve } = Promise.withResolvers<undefined>();
    connection.onicecandidate = ({ candidate }) => {
      if (candidate === null) resolve(undefined);
      else found.push(candidate.candidate);
    };
    connection.createDataChannel('x');
    await connection.setLocalDescription();
    await promise;
    return found;
  });
  expect(candidates).toEqual([]);
});

test('stays where it is', async ({ electronApp, page, expectedErrors }) => {
  expectedErrors.push(/Not allowed to load local resource/, /The page asked for https:\/\/example\.org\//);
  await openView(page, 'Models');
  // The page is asked through its window: who watches it waits for what it is kept from.
  const inPage = (code: string) =>
    electronApp!.evaluate(
      ({ BrowserWindow }, script) =>
        BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript(script) as Promise<string>,
      code,
    );
  for (const address of ['about:blank', 'https://example.org/', 'file:///etc/passwd']) {
    await inPage(`setTimeout(() => (location.href = '${address}')), 'asked'`);
    const heading = "document.querySelector('h1')?.textContent ?? ''";
    await expect
      .poll(() => inPage(`new Promise((resolve) => setTimeout(() => resolve(${heading}), 100))`))
      .toBe('Models');
    expect(await inPage('location.href')).toBe('trilemma://app/');
  }
});

test('opens files that a second start brings, and says which it cannot', async ({
  page,
  dataFolder,
  folder,
}) => {
  await openView(page, 'Create');
  const model = join(folder, 'opened.safetensors');
  writeTinyCheckpoint(model, { steps: 2 });
  writeFileSync(join(folder, 'words.txt'), 'no picture');
  // The program that is started second hands its files over and ends.
  const second = spawn((await electronProgram())!, [...AS_ROOT, ROOT, 'words.txt', model], {
    cwd: folder,
    env: { ...process.env, TRILEMMA_HOME: dataFolder },
    stdio: 'ignore',
  });
  expect(await once(second, 'exit')).toEqual([0, null]);
  await expect(messages(page)).toContainText('words.txt');
  await expect(messages(page)).toContainText('opened added to the library.');
});

test('opens files that it is started with', async ({ folder }) => {
  const model = join(folder, 'opened.safetensors');
  writeTinyCheckpoint(model, { steps: 2 });
  const next = await startElectron({ dataFolder: join(folder, 'data'), files: [model] });
  const page = await next.firstWindow();
  await expect(page.getByRole('heading', { name: 'Models' })).toBeVisible();
  await expect(messages(page)).toContainText('opened added to the library.');
  await next.close();
});

test('ends in order with its whole group, as where a session ends, and goes on at the next start', async ({
  page,
  electronApp,
  dataFolder,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals.');
  await allReady(page, 16);
  await page.keyboard.press('g');
  await expect(batches(page)).toHaveCount(2);
  const child = electronApp!.process();
  process.kill(-child.pid!, 'SIGTERM');
  // Where closing takes too long, the code is 1.
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(readdirSync(join(dataFolder, 'window')).filter((name) => name.startsWith('Singleton'))).toEqual([]);
  const next = await startElectron({ dataFolder });
  await allReady(await next.firstWindow(), 16);
  await next.close();
});

test('says in one sentence that there is no display', async ({ dataFolder }) => {
  test.skip(process.platform !== 'linux', 'There always is one.');
  const child = spawn((await electronProgram())!, [...AS_ROOT, ROOT], {
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', TRILEMMA_HOME: dataFolder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (words: string) => (said += words));
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(said).toContain('Trilemma Studio cannot open: There is no display for a window');
  expect(said).not.toContain('    at ');
});
