/** What a page does in time: when pictures were drawn, and when its main thread was blocked. */
import type { Page } from '@playwright/test';

declare global {
  /** Milliseconds since 1970 at which a picture was drawn. */
  var drawings: number[];
  /** Milliseconds since 1970 at which the last key was pressed. */
  var keyPressed: number;
  /** Lengths of the main thread's blocks over 50 ms, in milliseconds. */
  var blocks: number[];
  /** Times between two frames, in milliseconds. */
  var frameTimes: number[];
}

/** Watches every page that is opened from now on. */
export async function watchPage(page: Page): Promise<void> {
  await page.addInitScript(() => {
    globalThis.drawings = [];
    globalThis.blocks = [];
    const canvas = CanvasRenderingContext2D.prototype;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its context below
    canvas.putImageData = new Proxy(canvas.putImageData, {
      apply: (draw, context, args) => {
        Reflect.apply(draw, context, args);
        globalThis.drawings.push(performance.timeOrigin + performance.now());
      },
    });
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        globalThis.keyPressed = performance.timeOrigin + timeStamp;
      },
      true,
    );
    new PerformanceObserver((list) => {
      globalThis.blocks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask', buffered: true });
  });
}

export function drawingTimes(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => globalThis.drawings);
}

export function lastKey(page: Page): Promise<number> {
  return page.evaluate(() => globalThis.keyPressed);
}

export function longTasks(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => globalThis.blocks);
}

/** Watches the frames of every page that is opened from now on. */
export async function watchFrames(page: Page): Promise<void> {
  await page.addInitScript(() => {
    globalThis.frameTimes = [];
    let last: number | undefined;
    const frame = () => {
      // Of the callback itself: the time that it is told is the screen's.
      const now = performance.now();
      if (last !== undefined) globalThis.frameTimes.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

export function frames(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => globalThis.frameTimes);
}
