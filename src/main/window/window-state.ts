/** Where the window was and how large, over restarts. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Rectangle } from 'electron';
import { z } from 'zod';
import type { AppWindow } from '../electron.ts';

export const LEAST_SIZE = { width: 960, height: 640 } as const;
const USUAL_SIZE = { width: 1440, height: 900 } as const;
/** Pixels of the title bar that stay on a screen, so that it can be dragged. */
const LEAST_SEEN = 100;

const windowStateSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int(),
  height: z.int(),
  maximised: z.boolean(),
});
type WindowState = z.infer<typeof windowStateSchema>;

interface Placement {
  readonly bounds: Partial<Rectangle> & { readonly width: number; readonly height: number };
  readonly maximised: boolean;
}

/**
 * Where to open the window: as it was, or in the middle where it was never open or where its display is gone.
 *
 * @param displays the work areas of the displays that are there now.
 */
export function placement(path: string, displays: readonly Rectangle[]): Placement {
  const state = readState(path);
  if (state === undefined) return { bounds: USUAL_SIZE, maximised: false };
  const { x, y, maximised } = state;
  const width = Math.max(state.width, LEAST_SIZE.width);
  const height = Math.max(state.height, LEAST_SIZE.height);
  const seen = displays.some((display) => canBeSeen({ x, y, width, height }, display));
  return { bounds: seen ? { x, y, width, height } : { width, height }, maximised };
}

/** Remembers the window when it closes. Without a place to write, it opens in the usual one the next time. */
export function keepState(window: AppWindow, path: string): void {
  window.on('close', () => {
    const state: WindowState = { ...window.getNormalBounds(), maximised: window.isMaximized() };
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify(state));
    } catch (error) {
      console.error(error);
    }
  });
}

function readState(path: string): WindowState | undefined {
  try {
    return windowStateSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

function canBeSeen(window: Rectangle, display: Rectangle): boolean {
  const across = Math.min(window.x + window.width, display.x + display.width) - Math.max(window.x, display.x);
  return across >= LEAST_SEEN && window.y >= display.y && window.y <= display.y + display.height - LEAST_SEEN;
}
