import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { installedBrowser, neededBrowser } from './installed-browser.ts';

function program(...parts: readonly string[]): string {
  const path = join(...parts);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  chmodSync(path, 0o755);
  return path;
}

describe('installedBrowser', () => {
  it('is the one that is named', () => {
    const named = program(temporaryFolder(), 'my-browser');
    expect(installedBrowser('linux', { TRILEMMA_BROWSER: named })).toBe(named);
    expect(() => installedBrowser('linux', { TRILEMMA_BROWSER: '/nowhere/x' })).toThrow(
      'TRILEMMA_BROWSER names /nowhere/x, which is not there.',
    );
  });

  it('is one on the path, Chrome before others', () => {
    const folder = temporaryFolder();
    vi.stubEnv('PATH', folder);
    expect(installedBrowser('linux', {})).toBeUndefined();
    const chromium = program(folder, 'chromium');
    expect(installedBrowser('linux', { TRILEMMA_BROWSER: '' })).toBe(chromium);
    const chrome = program(folder, 'google-chrome');
    expect(installedBrowser('linux', {})).toBe(chrome);
    vi.unstubAllEnvs();
  });

  it('is where Windows puts them', () => {
    const folder = temporaryFolder();
    const edge = program(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe');
    expect(installedBrowser('win32', { 'ProgramFiles(x86)': folder })).toBe(edge);
  });
});

it('says what to do where there is none', () => {
  vi.stubEnv('PATH', temporaryFolder());
  vi.stubEnv('TRILEMMA_BROWSER', '');
  expect(() => neededBrowser()).toThrow(/^Videos are encoded by a browser.*TRILEMMA_BROWSER/);
  vi.unstubAllEnvs();
});
