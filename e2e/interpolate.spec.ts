import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { onPath } from '../src/platform/on-path.ts';
import { barriers } from './support/barriers.ts';
import { changed, still, tiles } from './support/pictures.ts';
import { messages, openView } from './support/shell.ts';
import { expect, test } from './support/test.ts';

const preview = (page: Page) => page.getByRole('group', { name: 'Preview' });
const track = (page: Page) => page.getByRole('group', { name: 'Key frames on the timeline' });
const keyFrames = (page: Page) => track(page).getByRole('button', { name: /^Key frame \d+, seed/ });
const playhead = (page: Page) => page.getByRole('slider', { name: 'Playhead' });

/** Puts the first pictures of Create on the tray, and opens a new interpolation of them. */
async function interpolate(page: Page, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await expect(tiles(page).nth(i)).toHaveAccessibleName(/seed \d+$/);
    await tiles(page).nth(i).click();
    await page.keyboard.press('y');
  }
  await page.getByRole('button', { name: /^Key frames/ }).click();
  await page.getByRole('button', { name: 'Interpolate', exact: true }).last().click();
  await expect(keyFrames(page)).toHaveCount(count);
}

/** The preview when it shows the very frame. */
async function sharp(page: Page): Promise<string> {
  await expect(preview(page)).toHaveAttribute('aria-busy', 'false');
  return await still(preview(page));
}

async function seeds(page: Page): Promise<readonly string[]> {
  const names = await keyFrames(page).evaluateAll((list) =>
    list.map((item) => item.getAttribute('aria-label')),
  );
  return names.map((name) => /\d+$/.exec(name ?? '')?.[0] ?? '');
}

async function setSeconds(page: Page, segment: number, seconds: number): Promise<void> {
  await track(page)
    .getByRole('button', { name: `From key frame ${segment} to ${segment + 1}` })
    .click();
  const field = page.getByRole('textbox', { name: 'Duration, in seconds' });
  await field.fill(String(seconds));
  await field.press('Enter');
}

test('goes from picture to picture, and back by undo', async ({ page }) => {
  await interpolate(page, 3);
  await expect(page.getByText('frame 1 of 97')).toBeVisible();
  const first = await sharp(page);
  await page.keyboard.press(']');
  await changed(preview(page), first);
  const second = await sharp(page);
  const box = (await playhead(page).boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.3, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 8, { steps: 4 });
  await page.mouse.up();
  await changed(preview(page), second);
  const between = await sharp(page);
  expect([first, second]).not.toContain(between);
  await page.keyboard.press('Home');
  await changed(preview(page), between);
  expect(await sharp(page)).toBe(first);

  const [a, b, c] = await seeds(page);
  await keyFrames(page).nth(2).focus();
  await page.keyboard.press('Alt+ArrowLeft');
  expect(await seeds(page)).toEqual([a, c, b]);
  await page.keyboard.press('Delete');
  expect(await seeds(page)).toEqual([a, b]);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  expect(await seeds(page)).toEqual([a, b, c]);
  await page.keyboard.press('Control+Shift+z');
  expect(await seeds(page)).toEqual([a, c, b]);
});

test('key frames are dragged to other places, and their times by their edges', async ({ page }) => {
  await interpolate(page, 3);
  const [a, b, c] = await seeds(page);
  const tray = page.getByRole('region', { name: 'Key-frame tray' });
  await tray.getByRole('button', { name: /^Add key frame 3/ }).dragTo(track(page), {
    targetPosition: { x: 300, y: 40 },
  });
  await expect.poll(() => seeds(page)).toEqual([a, c, b, c]);
  await page.keyboard.press('Control+z');
  await expect.poll(() => seeds(page)).toEqual([a, b, c]);
  const centre = async (index: number) => {
    const { x, y, width, height } = (await keyFrames(page).nth(index).boundingBox())!;
    return { x: x + width / 2, y: y + height / 2, left: x };
  };
  const drag = async (from: { x: number; y: number }, to: { x: number; y: number }) => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 6 });
    await page.mouse.up();
  };
  const last = await centre(2);
  await drag(await centre(0), { x: last.x + 30, y: last.y });
  await expect.poll(() => seeds(page)).toEqual([b, c, a]);
  const middle = await centre(1);
  await drag({ x: middle.left - 2, y: middle.y }, { x: middle.left - 120, y: middle.y });
  await expect(page.getByText(/^frame \d+ of (?!97$)\d+$/)).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText(/^frame \d+ of 97$/)).toBeVisible();
});

test('plays at the rate of the path', async ({ page }) => {
  await interpolate(page, 2);
  await setSeconds(page, 1, 1);
  await sharp(page);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const frames = new Set<string | null>();
  await expect
    .poll(
      async () => {
        frames.add(await playhead(page).getAttribute('aria-valuenow'));
        return frames.size;
      },
      { intervals: [30] },
    )
    .toBeGreaterThan(5);
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});

test('a project is there again after a reload, with its versions', async ({ page }) => {
  await interpolate(page, 2);
  const before = await seeds(page);
  await page.getByRole('textbox', { name: 'Name' }).fill('Two faces');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save version' }).click();
  await expect(page.getByRole('region', { name: 'Versions' }).getByRole('listitem')).toHaveCount(1);
  await page.getByRole('button', { name: 'Add a random picture' }).click();
  await expect(keyFrames(page)).toHaveCount(3);
  const after = await seeds(page);
  // Until it is saved, which the list of projects tells.
  await expect(page.getByRole('region', { name: 'Interpolations' })).toContainText('0:04.01');
  await page.reload();
  await openView(page, 'Interpolate');
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Two faces');
  expect(await seeds(page)).toEqual(after);
  await page.getByRole('button', { name: 'Restore Version 1' }).click();
  await expect.poll(() => seeds(page)).toEqual(before);
  await page.getByRole('button', { name: 'Duplicate Two faces' }).click();
  const open = page.getByRole('region', { name: 'Interpolations' }).getByRole('button', { name: /^Open/ });
  await expect(open).toHaveCount(2);
  await page
    .getByRole('button', { name: /^Remove / })
    .first()
    .click();
  await expect(open).toHaveCount(1);
  const removed = messages(page).getByRole('status').filter({ hasText: 'removed' });
  await removed.getByRole('button', { name: 'Undo' }).click();
  await expect(open).toHaveCount(2);
});

test('measures an even change, loops, and drifts around one picture', async ({ page }) => {
  test.slow();
  await interpolate(page, 2);
  await setSeconds(page, 1, 0.5);
  await page.getByRole('button', { name: 'The whole path' }).click();
  const even = page.getByRole('checkbox', { name: 'Even visual speed' });
  await even.click();
  await expect(page.getByRole('progressbar', { name: 'Measuring' })).toBeHidden();
  await expect(even).toBeChecked();
  await page.getByRole('checkbox', { name: 'Loop back to the first key frame' }).click();
  await expect(track(page).getByRole('button', { name: 'From key frame 2 to 1' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Measure again' })).toBeVisible();
  const before = await sharp(page);
  await keyFrames(page).first().click();
  await page.getByRole('button', { name: 'Drift around this picture' }).click();
  await expect(page.getByRole('complementary', { name: 'Drift' })).toBeVisible();
  const drift = await changed(preview(page), before);
  await page.getByRole('button', { name: 'New random loop' }).click();
  await changed(preview(page), drift);
  await page.getByRole('button', { name: 'Back to key frames' }).click();
  await expect(keyFrames(page)).toHaveCount(1);
});

interface Probed {
  readonly streams: readonly {
    readonly width: number;
    readonly height: number;
    readonly nb_read_frames: string;
  }[];
  readonly format: { readonly duration: string };
}

/** Size, frames and duration as another program reads them; undefined where there is none. */
function probed(file: string): Probed | undefined {
  const program = onPath('ffprobe');
  if (program === undefined) return undefined;
  const show = 'stream=width,height,nb_read_frames:format=duration';
  const { stdout } = spawnSync(program, [
    '-v',
    'error',
    '-count_frames',
    '-show_entries',
    show,
    '-of',
    'json',
    file,
  ]);
  return JSON.parse(stdout.toString()) as Probed;
}

async function chooseOption(page: Page, dialog: Locator, list: string, option: RegExp): Promise<void> {
  await dialog.getByRole('combobox', { name: new RegExp(`^${list}`) }).click();
  await page.getByRole('option', { name: option }).click();
}

test('renders a GIF and videos that other programs read', async ({ page, folder, choose }) => {
  test.slow();
  await interpolate(page, 2);
  await setSeconds(page, 1, 0.5);
  const dialog = page.getByRole('dialog', { name: 'Render' });
  for (const [format, option] of [
    ['gif', /^GIF/],
    ['webm', /^WebM/],
    ['mp4', /^MP4/],
  ] as const) {
    await page.getByRole('button', { name: 'Render', exact: true }).click();
    await expect(dialog.getByRole('status')).not.toContainText('Checking which');
    await dialog.getByRole('combobox', { name: /^Format/ }).click();
    // Not every browser encodes every format, and then it does not offer it.
    if (!(await page.getByRole('option', { name: option }).isVisible())) {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      expect(format, 'browsers encode VP9').not.toBe('webm');
      continue;
    }
    await page.getByRole('option', { name: option }).click();
    await chooseOption(page, dialog, 'Scale', /^× 2/);
    await choose(
      () => dialog.getByRole('button', { name: 'Choose a file and render' }).click(),
      `film.${format}`,
    );
    await expect(messages(page)).toContainText(`film.${format} is ready: 13 frames`);
    const file = join(folder, `film.${format}`);
    expect(existsSync(file)).toBe(true);
    const facts = probed(file);
    if (facts !== undefined) {
      expect(facts.streams).toMatchObject([{ width: 128, height: 128, nb_read_frames: '13' }]);
      expect(Number(facts.format.duration)).toBeCloseTo(13 / 24, 1);
    }
    if (format === 'webm') await plays(page, file);
  }
});

/** In the browser itself, as a person would see it. */
async function plays(page: Page, file: string): Promise<void> {
  const facts = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const video = document.createElement('video');
    video.muted = true;
    video.src = URL.createObjectURL(new Blob([bytes], { type: 'video/webm' }));
    const ended = new Promise<void>((resolve, reject) => {
      video.addEventListener('ended', () => resolve());
      video.addEventListener('error', () => reject(new Error(video.error?.message)));
    });
    await video.play();
    await ended;
    return { width: video.videoWidth, height: video.videoHeight, duration: video.duration };
  }, readFileSync(file).toString('base64'));
  expect(facts).toMatchObject({ width: 128, height: 128 });
  expect(facts.duration).toBeCloseTo(13 / 24, 1);
}

for (const colorScheme of ['dark', 'light'] as const) {
  test(`has no serious barrier in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openView(page, 'Interpolate');
    expect(await barriers(page), 'without a project').toEqual([]);
    await openView(page, 'Create');
    await interpolate(page, 2);
    await sharp(page);
    expect(await barriers(page), 'a path').toEqual([]);
    await keyFrames(page).first().click();
    expect(await barriers(page), 'a key frame').toEqual([]);
    await track(page).getByRole('button', { name: 'From key frame 1 to 2' }).click();
    expect(await barriers(page), 'a segment').toEqual([]);
    await page.getByRole('button', { name: 'Render', exact: true }).click();
    await expect(page.getByRole('dialog')).toHaveAccessibleName('Render');
    expect(await barriers(page), 'Render').toEqual([]);
  });
}

test('a film in the making is paused, goes on, and is cancelled', async ({ page, choose }) => {
  await interpolate(page, 2);
  await setSeconds(page, 1, 60);
  await page.getByRole('button', { name: 'Render', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Render' });
  await chooseOption(page, dialog, 'Format', /^WebP/);
  await choose(() => dialog.getByRole('button', { name: 'Choose a file and render' }).click(), 'long.webp');
  await page.getByRole('button', { name: /^Jobs/ }).click();
  const panel = page.getByRole('complementary', { name: 'Jobs' });
  const job = panel.getByRole('listitem').filter({ hasText: 'Render long.webp' });
  await expect(job).toContainText(/left/);
  await job.getByRole('button', { name: 'Pause' }).click();
  await expect(job).toContainText('Paused');
  await job.getByRole('button', { name: 'Resume' }).click();
  await expect(job).toContainText(/left/);
  await job.getByRole('button', { name: 'Cancel' }).click();
  await expect(job).toContainText('Cancelled');
});
