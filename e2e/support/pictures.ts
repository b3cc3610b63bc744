/** Pictures as a page shows them. */
import { expect, type Locator, type Page } from '@playwright/test';
import sharp from 'sharp';
import { parseRecipe } from '../../src/shared/recipe/parse-recipe.ts';
import type { Recipe } from '../../src/shared/recipe/recipe.ts';

/** Tiles of Create's newest batch, ready or not. */
export function tiles(page: Page): Locator {
  return batch(page).getByRole('button', { name: /^Picture \d+, seed \d+/ });
}

/** Create's batches, the newest first. */
export function batches(page: Page): Locator {
  return page.getByRole('group', { name: /, \d+ pictures?$/ });
}

/** Create's newest batch. */
export function batch(page: Page): Locator {
  return batches(page).first();
}

/** Until every tile of the newest batch shows its picture. */
export async function allReady(page: Page, count: number): Promise<void> {
  const ready = batch(page).getByRole('button', { name: /^Picture \d+, seed \d+$/ });
  await expect(ready).toHaveCount(count);
}

/** What a canvas shows, to compare with what it shows later. */
export function pixelsOf(place: Locator): Promise<string> {
  return canvasPixels(place.locator('canvas').first());
}

/** What a canvas shows, as {@link pixelsOf}. */
export function canvasPixels(canvas: Locator): Promise<string> {
  return canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
}

/** The recipe of the picture that a place shows, as a drag takes it from there. */
export async function recipeOf(place: Locator): Promise<Recipe> {
  const text = await place
    .locator('[draggable=true]')
    .first()
    .evaluate((element) => {
      const dataTransfer = new DataTransfer();
      element.dispatchEvent(new DragEvent('dragstart', { dataTransfer, bubbles: true }));
      return dataTransfer.getData('application/x-trilemma-recipe');
    });
  return parseRecipe(JSON.parse(text));
}

/** How far two pictures of {@link pixelsOf} are apart: the mean difference of a channel, 0 to 255. */
export async function difference(a: string, b: string): Promise<number> {
  const decode = (url: string) =>
    sharp(Buffer.from(url.split(',')[1]!, 'base64'))
      .removeAlpha()
      .raw()
      .toBuffer();
  const [from, to] = await Promise.all([decode(a), decode(b)]);
  return from.reduce((sum, value, i) => sum + Math.abs(value - to[i]!), 0) / from.length;
}

/** Waits until the canvas shows something else than `before`. @returns what it shows then. */
export async function changed(place: Locator, before: string): Promise<string> {
  await expect.poll(() => pixelsOf(place)).not.toBe(before);
  return await still(place);
}

/** What a canvas shows when there is something on it that changes no more, and the page waits for nothing there. */
export async function still(place: Locator): Promise<string> {
  let last = '';
  await expect
    .poll(
      async () => {
        const isBusy = await place.evaluate((element) => element.closest('[aria-busy=true]') !== null);
        const now = await pixelsOf(place);
        const isSame = now === last;
        last = now;
        return isSame && !isBusy && !(await isBlank(place));
      },
      { intervals: [300] },
    )
    .toBe(true);
  return last;
}

/** True if nothing was drawn yet: a canvas has one pixel until then. */
function isBlank(place: Locator): Promise<boolean> {
  return place
    .locator('canvas')
    .first()
    .evaluate((canvas) => (canvas as HTMLCanvasElement).width === 1);
}
