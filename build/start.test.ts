import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../src/platform/testing/temporary-folder.ts';
import { isBuilt } from './built.ts';
import { electronBinary } from './electron-binary.ts';
import { failedToOpen, noWindowBecause } from './where-to-open.ts';

const LINUX = { platform: 'linux', uid: 1000, hasDisplay: true } as const;

describe('noWindowBecause', () => {
  it('lets a desktop open', () => {
    expect(noWindowBecause(LINUX)).toBeUndefined();
    expect(noWindowBecause({ platform: 'win32', uid: undefined, hasDisplay: true })).toBeUndefined();
    expect(noWindowBecause({ platform: 'darwin', uid: 0, hasDisplay: true })).toBeUndefined();
  });

  it('says what stands against it', () => {
    expect(noWindowBecause({ ...LINUX, hasDisplay: false })).toBe('there is no display');
    expect(noWindowBecause({ ...LINUX, uid: 0 })).toContain('root');
  });
});

describe('failedToOpen', () => {
  it('tells a program that could not begin from one that ended', () => {
    expect(failedToOpen({ code: null, signal: 'SIGTRAP', afterMs: 300 })).toContain('SIGTRAP');
    expect(failedToOpen({ code: 127, signal: null, afterMs: 20 })).toContain('library');
    expect(failedToOpen({ code: 0, signal: null, afterMs: 300 })).toBeUndefined();
    expect(failedToOpen({ code: 1, signal: null, afterMs: 300 })).toBeUndefined();
    expect(failedToOpen({ code: null, signal: 'SIGTERM', afterMs: 300 })).toBeUndefined();
    expect(failedToOpen({ code: null, signal: 'SIGSEGV', afterMs: 60_000 })).toBeUndefined();
  });
});

describe('electronBinary', () => {
  const install = (folder: string) => {
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'electron'), '');
    writeFileSync(join(folder, 'path.txt'), 'electron');
  };

  it('is fetched where it is not here, once', async () => {
    const folder = temporaryFolder();
    const fetch = vi.fn((to: string) => {
      install(to);
      return Promise.resolve();
    });
    for (let start = 0; start < 2; start += 1) {
      expect(await electronBinary(folder, fetch)).toBe(join(folder, 'dist', 'electron'));
    }
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('is nowhere where it cannot be fetched, or only in part', async () => {
    const folder = temporaryFolder();
    expect(await electronBinary(folder, () => Promise.resolve())).toBeUndefined();
    writeFileSync(join(folder, 'path.txt'), 'electron');
    expect(await electronBinary(folder, () => Promise.resolve())).toBeUndefined();
  });
});

describe('isBuilt', () => {
  const products = ['main/main.js', 'main/cli.js', 'preload/preload.cjs', 'renderer/index.html'];
  function project(changed: string, secondsAfterBuild: number): string {
    const root = temporaryFolder();
    const write = (path: string, seconds: number) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), '');
      utimesSync(join(root, path), 1000 + seconds, 1000 + seconds);
    };
    for (const product of products) write(`dist/${product}`, 0);
    write('src/cli/main.ts', -10);
    write(changed, secondsAfterBuild);
    return root;
  }

  it('holds until a source is newer', () => {
    for (const path of ['src/renderer/App.svelte', 'package-lock.json', 'electron.vite.config.ts']) {
      expect(isBuilt(project(path, -1))).toBe(true);
      expect(isBuilt(project(path, 1))).toBe(false);
    }
    expect(isBuilt(project('src/cli/cli.test.ts', 1))).toBe(true);
  });

  it('does not hold where something was never built', () => {
    expect(isBuilt(temporaryFolder())).toBe(false);
  });
});
