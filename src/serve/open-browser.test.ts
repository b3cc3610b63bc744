import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hasDisplay } from '../platform/display.ts';
import { openBrowser } from './open-browser.ts';

afterEach(() => vi.unstubAllEnvs());

const ending = (code: number) => () => spawn(process.execPath, ['-e', `process.exit(${code})`]);

describe('openBrowser', () => {
  it('tells whether it opened', async () => {
    vi.stubEnv('DISPLAY', ':0');
    expect(await openBrowser('http://127.0.0.1:1/', ending(0))).toBe(true);
    expect(await openBrowser('http://127.0.0.1:1/', ending(3))).toBe(false);
    expect(await openBrowser('http://127.0.0.1:1/', () => spawn('/no/such/opener'))).toBe(false);
  });

  it.skipIf(process.platform !== 'linux')('does not try where there is no display', async () => {
    vi.stubEnv('DISPLAY', '');
    vi.stubEnv('WAYLAND_DISPLAY', '');
    const run = vi.fn(ending(0));
    expect(await openBrowser('http://127.0.0.1:1/', run)).toBe(false);
    expect(run).not.toHaveBeenCalled();
  });
});

describe('hasDisplay', () => {
  it('asks the environment on Linux alone', () => {
    expect(hasDisplay('linux', {})).toBe(false);
    expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true);
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(hasDisplay('darwin', {})).toBe(true);
    expect(hasDisplay('win32', {})).toBe(true);
  });
});
