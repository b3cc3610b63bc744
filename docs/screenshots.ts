/**
 * The pictures of the user guide, from the studio as it is:
 *
 *     npm run docs:screenshots
 *     npm run docs:screenshots -- --all FOLDER     every view in both themes and two sizes, to look at
 *
 * `--into FOLDER` writes the guide's pictures elsewhere; `--settle MS` waits so long for what a view computes.
 */
import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import { browserProgram } from '../e2e/support/browser-program.ts';
import { StudioProcess } from '../e2e/support/studio-process.ts';

type Theme = 'dark' | 'light';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;
/** What the guide shows, in the smaller size. */
const SHOWN: Readonly<Record<string, Theme>> = {
  create: 'dark',
  variations: 'light',
  map: 'dark',
  directions: 'light',
  mix: 'dark',
  gallery: 'light',
  interpolate: 'dark',
  train: 'light',
  models: 'dark',
};
const { values } = parseArgs({
  options: {
    all: { type: 'string' },
    into: { type: 'string', default: join(import.meta.dirname, 'images') },
    // Long enough on any machine.
    settle: { type: 'string', default: '4000' },
  },
});
const folder = values.all ?? values.into;
const settleMs = Number(values.settle);
const root = join(import.meta.dirname, '..');

const go = (page: Page, view: string) =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).click();
const tool = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Tool' }).getByRole('radio', { name }).click();

/** The name of a tile of Create's that shows its picture. */
const readyPicture = (number: number) => new RegExp(`^Picture ${number}, seed \\d+$`);

/** By name: how to get there. */
const scenes: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  create: async (page) => {
    await go(page, 'Create');
    await page
      .getByRole('button', { name: readyPicture(6) })
      .first()
      .click();
  },
  variations: async (page) => {
    // From the picture that Create has selected: a random one would make another guide each time.
    await page.keyboard.press('e');
    await tool(page, 'Variations');
  },
  map: async (page) => {
    await tool(page, 'Map');
    // More tiles than other views have pictures.
    await page.waitForTimeout(2 * settleMs);
  },
  directions: async (page) => {
    await tool(page, 'Directions');
    for (const [name, presses] of [
      ['Direction 1', 12],
      ['Direction 4', 8],
    ] as const) {
      const slider = page.getByRole('slider', { name, exact: true });
      for (let i = 0; i < presses; i++) await slider.press('ArrowRight');
    }
  },
  mix: async (page) => {
    await tool(page, 'Mix');
    // A kept one: a random picture would make another guide each time.
    await page.getByRole('button', { name: /^Style from:/ }).click();
    const picker = page.getByRole('dialog', { name: 'Style from' });
    await picker.getByRole('region', { name: 'Kept' }).getByRole('button').nth(5).click();
  },
  gallery: async (page) => {
    await go(page, 'Gallery');
    await page.getByRole('grid', { name: 'Pictures' }).getByRole('gridcell').nth(9).click();
  },
  interpolate: async (page) => {
    await go(page, 'Create');
    for (let i = 0; i < 4; i++) {
      await page
        .getByRole('button', { name: readyPicture(3 * i + 1) })
        .first()
        .click();
      await page.keyboard.press('y');
    }
    await page.getByRole('button', { name: /^Key frames/ }).click();
    await page.getByRole('button', { name: 'Interpolate', exact: true }).last().click();
    await page.waitForTimeout(settleMs);
    await page.getByRole('button', { name: 'From key frame 2 to 3' }).click();
  },
  train: async (page) => {
    await go(page, 'Train');
    await page.getByRole('button', { name: 'New run' }).first().click();
  },
  models: async (page) => {
    await go(page, 'Models');
    for (const sheet of await page.getByText('Making sample pictures').all()) {
      await sheet.waitFor({ state: 'detached' });
    }
  },
};

await mkdir(folder, { recursive: true });
await using studio = new StudioProcess();
spawnSync(
  process.execPath,
  [join(root, 'src/cli/main.ts'), 'generate', 'faces', '--count', '60', '--seed', '300', '--save'],
  { env: { ...process.env, TRILEMMA_HOME: studio.dataFolder }, stdio: 'inherit' },
);
await studio.start();
const browser = await chromium.launch({
  executablePath: browserProgram(),
  args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
for (const theme of ['dark', 'light'] satisfies Theme[]) {
  for (const viewport of values.all === undefined ? SIZES.slice(0, 1) : SIZES) {
    const page = await browser.newPage({ viewport, colorScheme: theme });
    await page.goto(studio.url);
    await page.waitForTimeout(settleMs);
    for (const [name, open] of Object.entries(scenes)) {
      await open(page);
      const isWanted = values.all !== undefined || SHOWN[name] === theme;
      if (!isWanted) continue;
      await page.waitForTimeout(settleMs);
      const png = await page.screenshot();
      await sharp(png)
        .webp({ quality: 82 })
        .toFile(join(folder, `${name}-${theme}-${viewport.width}.webp`));
    }
    await page.close();
  }
}
await browser.close();
