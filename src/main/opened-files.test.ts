import { describe, expect, it, vi } from 'vitest';
import { filesOfCommandLine, OpenedFiles } from './opened-files.ts';

describe('OpenedFiles', () => {
  it('keeps files until they are taken over, and tells of each that comes', () => {
    const told = vi.fn();
    const files = new OpenedFiles(told);
    files.add([]);
    expect(told).not.toHaveBeenCalled();
    files.add(['/a.png']);
    files.add(['/b.pth', '/a.png']);
    expect(told).toHaveBeenCalledTimes(2);
    expect(files.take()).toEqual(['/a.png', '/b.pth']);
    expect(files.take()).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('filesOfCommandLine', () => {
  const files = (...args: readonly string[]) =>
    filesOfCommandLine({ argv: ['/opt/studio', ...args], folder: '/home/ann', isPackaged: true });

  it('finds paths and addresses of files, and takes switches for none', () => {
    expect(files('a.png', '--no-sandbox', '-psn_0', '../b c.pth', '/d/e.safetensors', '')).toEqual([
      '/home/ann/a.png',
      '/home/b c.pth',
      '/d/e.safetensors',
    ]);
    expect(files('file:///home/K%C3%B6ln/a%20b.png')).toEqual(['/home/Köln/a b.png']);
    expect(files('file://elsewhere/a.png', 'file:///a%2Fb')).toHaveLength(2);
    expect(files()).toEqual([]);
  });

  it('does not take the app for a file where Electron’s own program runs it', () => {
    const argv = ['/electron', '--inspect=0', '.', 'a.png'];
    expect(filesOfCommandLine({ argv, folder: '/x', isPackaged: false })).toEqual(['/x/a.png']);
  });
});
