/**
 * The pictures of the user guide, from the studio as it is:
 *
 *     npm run docs:screenshots
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import { browserProgram } from '../e2e/support/browser-program.ts';
import { StudioProcess } from '../e2e/support/studio-process.ts';

type Theme = 'dark' | 'light';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;
const folder = join(import.meta.dirname, 'images');
/** Long enough for what a view computes, on any machine. */
const SETTLE_MS = 4000;

const go = (page: Page, view: string) =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).click();
const tool = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Tool' }).getByRole('radio', { name }).click();

/** By name: how to get there. */
const scenes: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  create: async (page) => {
    await go(page, 'Create');
    await page
      .getByRole('button', { name: /^Picture 6,/ })
      .first()
      .click();
  },
  variations: async (page) => {
    await go(page, 'Explore');
    await tool(page, 'Variations');
  },
  map: (page) => tool(page, 'Map'),
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
    await page.getByRole('button', { name: 'Style from a random picture' }).click();
  },
  models: (page) => go(page, 'Models'),
};

await mkdir(folder, { recursive: true });
await using studio = new StudioProcess();
await studio.start();
const browser = await chromium.launch({
  executablePath: browserProgram(),
  args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
for (const theme of ['dark', 'light'] satisfies Theme[]) {
  for (const viewport of SIZES) {
    const page = await browser.newPage({ viewport, colorScheme: theme });
    await page.goto(studio.url);
    await page.waitForTimeout(SETTLE_MS);
    for (const [name, open] of Object.entries(scenes)) {
      await open(page);
      await page.waitForTimeout(SETTLE_MS);
      const png = await page.screenshot();
      await sharp(png)
        .webp({ quality: 82 })
        .toFile(join(folder, `${name}-${theme}-${viewport.width}.webp`));
    }
    await page.close();
  }
}
await browser.close();
