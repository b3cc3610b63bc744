/**
 * What a user of the studio waits for, in a real browser on the browser host with the bundled model:
 *
 *     npm run bench:studio -- [--model NAME] [--moves N]
 *
 * The build is measured, as installed. A bare generation is one picture of the engine alone, asked for from this
 * process; it and the slider take turns in the same run.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from '@playwright/test';
import { browserProgram } from '../e2e/support/browser-program.ts';
import { EngineClient } from '../src/engine/client.ts';
import { findModel } from '../src/studio/models/library.ts';
import { modelFolders } from '../src/studio/models/model-folders.ts';
import { usersDataFolder } from '../src/platform/data-folder.ts';
import { drawingTimes, lastKey, longTasks, watchPage } from './page-timing.ts';
import { median } from '../src/shared/median.ts';

const { values } = parseArgs({
  options: { model: { type: 'string', default: 'faces' }, moves: { type: 'string', default: '40' } },
});
const root = join(import.meta.dirname, '..');
const home = mkdtempSync(join(tmpdir(), 'trilemma-bench-'));
/** Nothing is drawn any more for so long: the picture is settled. */
const QUIET_MS = 150;
/** Threads of one engine are still awake for a moment after its work, and would hold up the other's. */
const PAUSE_MS = 200;

const model = await findModel(values.model, modelFolders(usersDataFolder()));
using engine = new EngineClient();
const browser = await chromium.launch({
  executablePath: browserProgram(),
  args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await watchPage(page);

const started = Date.now();
const studio = spawn(process.execPath, ['dist/main/cli.js', 'serve', '--port', '0', '--json'], {
  cwd: root,
  env: { ...process.env, TRILEMMA_HOME: home },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const [line] = (await once(createInterface(studio.stdout), 'line')) as [string];
  await page.goto((JSON.parse(line) as { url: string }).url);
  const firstPicture = await firstDrawing(page);

  await page
    .getByRole('button', { name: '64', exact: true })
    .or(page.getByRole('radio', { name: '64' }))
    .click();
  await settled(page);
  const before = (await longTasks(page)).length;
  await page.getByRole('button', { name: /^Generate/ }).click();
  await settled(page, 2000);
  const blocked = (await longTasks(page)).slice(before);

  const { preview, bare } = await measureSlider();
  const bundle = initialBundle();
  const report = [
    [
      'from start to the first picture on the screen',
      `${((firstPicture - started) / 1000).toFixed(2)} s`,
      '5 s',
    ],
    [
      'slider move to settled preview, over one bare generation',
      `${(preview / bare).toFixed(2)} (${preview.toFixed(1)} ms over ${bare.toFixed(1)} ms)`,
      '1.3',
    ],
    [
      'longest block of the main thread while 64 pictures come in',
      blocked.length === 0 ? 'under 50 ms' : `${Math.max(...blocked).toFixed(0)} ms`,
      'under 50 ms',
    ],
    ['initial bundle, gzip', `${(bundle / 1000).toFixed(0)} kB`, '250 kB'],
  ];
  console.log(
    `${values.model}, ${availableParallelism()} cores, ${browser.browserType().name()} ${browser.version()}`,
  );
  for (const [what, reached, bar] of report) console.log(`${what}: ${reached} (bar: ${bar})`);
} finally {
  await browser.close();
  studio.kill('SIGINT');
  await once(studio, 'exit');
  rmSync(home, { recursive: true, force: true });
}

/** Medians, in milliseconds. The slider is a direction of w: nothing but the one picture follows it. */
async function measureSlider(): Promise<{ preview: number; bare: number }> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Explore' }).click();
  await page.getByRole('group', { name: 'Tool' }).getByRole('radio', { name: 'Directions' }).click();
  const slider = page.getByRole('slider', { name: 'Direction 1', exact: true });
  await slider.focus();
  await settled(page, 1000);
  const previews: number[] = [];
  const bares: number[] = [];
  for (let move = 0; move < Number(values.moves); move++) {
    const count = (await drawingTimes(page)).length;
    await page.keyboard.press('ArrowRight');
    await settled(page);
    const drawings = await drawingTimes(page);
    if (drawings.length > count) previews.push(drawings.at(-1)! - (await lastKey(page)));
    await page.waitForTimeout(PAUSE_MS);
    bares.push(await bareGeneration(String(move)));
    await page.waitForTimeout(PAUSE_MS);
  }
  // The first of each still warms up.
  return { preview: median(previews.slice(2)), bare: median(bares.slice(2)) };
}

async function bareGeneration(seed: string): Promise<number> {
  const { card, path } = model;
  const start = performance.now();
  await engine.request('sample', {
    model: { path, architecture: card.architecture },
    device: 'cpu',
    steps: card.steps,
    recipes: [{ seed, temperature: { x_T: 1, z: 1 } }],
  });
  return performance.now() - start;
}

async function firstDrawing(page: Page): Promise<number> {
  for (;;) {
    const [first] = await drawingTimes(page);
    if (first !== undefined) return first;
    await page.waitForTimeout(10);
  }
}

/** Until nothing was drawn for a while. */
async function settled(page: Page, quietMs = QUIET_MS): Promise<void> {
  for (let count = -1, next = 0; count !== next;) {
    count = next;
    await page.waitForTimeout(quietMs);
    next = (await drawingTimes(page)).length;
  }
}

/** Bytes that a browser must fetch before the interface shows, compressed. */
function initialBundle(): number {
  const folder = join(root, 'dist', 'renderer');
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const named = readdirSync(join(folder, 'assets')).filter((name) => html.includes(name));
  return [join(folder, 'index.html'), ...named.map((name) => join(folder, 'assets', name))]
    .map((path) => gzipSync(readFileSync(path)).length)
    .reduce((sum, bytes) => sum + bytes, 0);
}
