/** The pointer and the keyboard of the desktop itself: drags that the system carries out follow no other. */
import { execFileSync } from 'node:child_process';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { onPath } from '../../src/platform/on-path.ts';
import { expect } from './test.ts';

const PROGRAM = 'xdotool';
/** Pixels. */
const NEAR = 4;
/** The system hears some moves later whether what is under the pointer takes the drop. */
const SETTLED = 10;

/** @returns why there is none, as a sentence; undefined where there is. */
export function noRealPointerBecause(): string | undefined {
  return onPath(PROGRAM) === undefined
    ? `Nothing here moves the real pointer: there is no ${PROGRAM} (of X11).`
    : undefined;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export class RealPointer {
  readonly #app: ElectronApplication;
  readonly #page: Page;

  constructor(app: ElectronApplication, page: Page) {
    this.#app = app;
    this.#page = page;
  }

  /**
   * Drags one place onto another, through the drag of the system.
   * @param at where in the target, as shares of its sides
   */
  async drag(from: Locator, to: Locator, at: Point = { x: 0.5, y: 0.5 }): Promise<void> {
    const start = await this.#onScreen(from, { x: 0.5, y: 0.5 });
    const end = await this.#onScreen(to, at);
    // While the system drags, the main process answers nothing.
    const window = await this.#content();
    await this.#page.evaluate(() => {
      delete document.documentElement.dataset.filesOver;
      addEventListener(
        'dragover',
        ({ dataTransfer, clientX, clientY }) => {
          if (dataTransfer?.types.includes('Files') !== true) return;
          document.documentElement.dataset.filesOver = `${clientX} ${clientY}`;
        },
        { capture: true },
      );
    });
    const over = () => this.#page.locator('html').getAttribute('data-files-over');
    move(start);
    xdotool('mousedown', '1');
    let steps = 0;
    let near = 0;
    // The system takes over some time after the pointer has moved.
    await expect
      .poll(
        () => {
          steps += 1;
          move({ x: start.x + 8 + (steps % 4), y: start.y + 8 });
          return over();
        },
        { intervals: [30] },
      )
      .not.toBeNull();
    await expect
      .poll(
        async () => {
          steps += 1;
          move({ x: end.x + (steps % 2), y: end.y });
          const [x, y] = (await over())!.split(' ').map(Number);
          if (Math.hypot(x! + window.x - end.x, y! + window.y - end.y) < NEAR) near += 1;
          return near;
        },
        { intervals: [30] },
      )
      .toBeGreaterThan(SETTLED);
    xdotool('mouseup', '1');
  }

  async click(place: Locator): Promise<void> {
    move(await this.#onScreen(place, { x: 0.5, y: 0.5 }));
    xdotool('click', '1');
  }

  async #onScreen(place: Locator, at: Point): Promise<Point> {
    const { x, y, width, height } = (await place.boundingBox())!;
    const window = await this.#content();
    return {
      x: Math.round(window.x + x + width * at.x),
      y: Math.round(window.y + y + height * at.y),
    };
  }

  #content(): Promise<Point> {
    return this.#app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getContentBounds());
  }
}

/** Presses keys, such as `ctrl+equal`, wherever the focus is. */
export function pressReally(keys: string): void {
  xdotool('key', keys);
}

function move({ x, y }: Point): void {
  xdotool('mousemove', String(x), String(y));
}

function xdotool(...args: readonly string[]): void {
  execFileSync(PROGRAM, args);
}
