/**
 * The gallery's view at size, in a real browser on the browser host:
 *
 *     npm run bench:gallery-page -- [--items N] [--home FOLDER]
 *
 * Scrolls through all pictures by the wheel, by keys and by the scroll bar. A frame is the time between two callbacks of
 * `requestAnimationFrame`; memory is the JavaScript heap and, where the system tells it, all of the page's process. The
 * build is measured, as installed. A `home` that is given is kept, and used again.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { browserProgram } from '../e2e/support/browser-program.ts';
import { openGallery } from '../src/studio/gallery/open-gallery.ts';
import { encodePng } from '../src/studio/pictures/pixels.ts';
import { fillWithRows, pixelsOf } from './gallery/fill.ts';
import { pageMemory } from './gallery/page-memory.ts';
import { frames, watchFrames } from './page-timing.ts';

const { values } = parseArgs({
  options: { items: { type: 'string', default: '100000' }, home: { type: 'string' } },
});
const items = Number(values.items);
const root = join(import.meta.dirname, '..');
const home = values.home ?? mkdtempSync(join(tmpdir(), 'trilemma-bench-'));
/** Pictures that differ; all others are files of their bytes and a number. */
const DIFFERENT = 500;
const SLOW_TURNS = 150;
/** A flick of the wheel, in pixels. */
const FLICK = 12_000;
const PAGES = 60;
const JUMPS = 40;

if (!existsSync(join(home, 'studio.sqlite'))) await fill();
const browser = await chromium.launch({
  executablePath: browserProgram(),
  args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
const studio = spawn(process.execPath, ['dist/main/cli.js', 'serve', '--port', '0', '--json'], {
  cwd: root,
  env: { ...process.env, TRILEMMA_HOME: home },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const [line] = (await once(createInterface(studio.stdout), 'line')) as [string];
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await watchFrames(page);
  await page.goto((JSON.parse(line) as { url: string }).url);
  await quietEngine(page);
  const opening = await measureOpening(page);
  const report = [['from the click to the first pictures', `${opening.toFixed(0)} ms`, '']];
  const scrolls: Readonly<Record<string, () => Promise<void>>> = {
    wheel: () => wheel(page),
    keys: () => keys(page),
    'scroll bar': () => scrollBar(page),
  };
  for (const [name, scroll] of Object.entries(scrolls)) {
    const times = await scrolledFrames(page, scroll);
    const words = `${times.at(-1)!.toFixed(0)} ms of ${times.length}, median ${times[times.length >> 1]!.toFixed(0)} ms`;
    report.push([`longest frame, ${name}`, words, '50 ms']);
  }
  const { heap, whole } = await pageMemory(page, browser);
  report.push(['memory of the page, JavaScript heap', `${(heap / 1e6).toFixed(0)} MB`, '']);
  if (whole !== undefined) {
    report.push(['memory of the page, all of its process', `${(whole / 1e6).toFixed(0)} MB`, '400 MB']);
  }
  console.log(
    `${items} items, ${availableParallelism()} cores, ${browser.browserType().name()} ${browser.version()}`,
  );
  for (const [what, reached, bar] of report) {
    console.log(`${what}: ${reached}${bar === '' ? '' : ` (bar: ${bar})`}`);
  }
} finally {
  await browser.close();
  studio.kill('SIGINT');
  await once(studio, 'exit');
  if (values.home === undefined) rmSync(home, { recursive: true, force: true });
}

async function fill(): Promise<void> {
  const pngs = await Promise.all(Array.from({ length: DIFFERENT }, (_, i) => encodePng(pixelsOf(i, 32))));
  await using open = await openGallery(home);
  // What follows a PNG's last chunk is not read.
  const numbered = (index: number) => Buffer.concat([pngs[index % DIFFERENT]!, Buffer.from(String(index))]);
  fillWithRows(open.gallery, home, items, numbered);
}

/** Create's first batch is none of this measurement. */
async function quietEngine(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Create' }).click();
  await page.waitForTimeout(1000);
  await page.getByRole('button', { name: 'Jobs', exact: true }).waitFor({ timeout: 60_000 });
}

async function measureOpening(page: Page): Promise<number> {
  const start = Date.now();
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Gallery' }).click();
  await page.locator('[role=gridcell] img[data-state=shown]').first().waitFor();
  return Date.now() - start;
}

async function scrolledFrames(page: Page, scroll: () => Promise<void>): Promise<readonly number[]> {
  const before = (await frames(page)).length;
  await scroll();
  return (await frames(page)).slice(before).sort((a, b) => a - b);
}

async function wheel(page: Page): Promise<void> {
  await page.getByRole('grid', { name: 'Pictures' }).hover();
  for (let turn = 0; turn < SLOW_TURNS; turn++) await page.mouse.wheel(0, 120);
  while (!(await isAtEnd(page))) {
    for (let turn = 0; turn < 20; turn++) await page.mouse.wheel(0, FLICK);
  }
}

function isAtEnd(page: Page): Promise<boolean> {
  return page
    .getByRole('grid', { name: 'Pictures' })
    .evaluate((grid) => grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 1);
}

async function keys(page: Page): Promise<void> {
  await page.getByRole('grid', { name: 'Pictures' }).focus();
  for (let pages = 0; pages < PAGES; pages++) await page.keyboard.press('PageDown');
  for (const key of ['End', 'Home']) await page.keyboard.press(key);
}

/** From one end to the other, as a hand drags the bar. */
async function scrollBar(page: Page): Promise<void> {
  const grid = page.getByRole('grid', { name: 'Pictures' });
  for (let jump = 0; jump <= JUMPS; jump++) {
    await grid.evaluate((element, share) => {
      element.scrollTop = share * (element.scrollHeight - element.clientHeight);
    }, jump / JUMPS);
    await page.waitForTimeout(jump % 10 === 0 ? 500 : 30);
  }
}
