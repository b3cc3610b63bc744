import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { placement } from './window-state.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };
const SECOND = { x: 1920, y: -200, width: 2560, height: 1440 };
const STATE = { x: 100, y: 100, width: 1200, height: 800, maximised: false };

function placed(state: unknown, displays = [SCREEN]) {
  const path = join(temporaryFolder(), 'window.json');
  writeFileSync(path, typeof state === 'string' ? state : JSON.stringify(state));
  return placement(path, displays);
}

describe('placement', () => {
  it('is as it was', () => {
    expect(placed({ ...STATE, maximised: true })).toEqual({
      bounds: { x: 100, y: 100, width: 1200, height: 800 },
      maximised: true,
    });
    const onSecond = { ...STATE, x: 2000, y: -150 };
    expect(placed(onSecond, [SCREEN, SECOND]).bounds).toMatchObject({ x: 2000, y: -150 });
  });

  it('is in the middle where the display is gone or the title bar is out of reach', () => {
    for (const [x, y] of [
      [2000, 100],
      [-1150, 100],
      [1850, 100],
      [100, -50],
      [100, 1050],
    ]) {
      expect(placed({ ...STATE, x, y }).bounds).toEqual({ width: 1200, height: 800 });
    }
  });

  it('is never too small', () => {
    expect(placed({ ...STATE, width: 10, height: 10 }).bounds).toMatchObject({ width: 960, height: 640 });
  });

  it.each(['', '{', 'null', '{"x":"left"}', JSON.stringify({ ...STATE, width: 1.5 })])(
    'is the usual one where the file says %j',
    (text) => {
      expect(placed(text)).toEqual({ bounds: { width: 1440, height: 900 }, maximised: false });
    },
  );

  it('is the usual one at the first start', () => {
    const usual = { bounds: { width: 1440, height: 900 }, maximised: false };
    expect(placement(join(temporaryFolder(), 'none'), [SCREEN])).toEqual(usual);
  });
});
