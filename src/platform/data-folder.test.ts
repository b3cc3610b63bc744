import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDataFolderName, dataFolderIn, dataFolderLayout } from './data-folder.ts';

const home = '/home/ada';
const at = (platform: NodeJS.Platform, env: Record<string, string> = {}): string =>
  dataFolderIn({ env, platform, home });

describe('dataFolderIn', () => {
  it.each([
    ['linux', {}, '/home/ada/.local/share/trilemma-studio'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/trilemma-studio'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada/.local/share/trilemma-studio'],
    ['freebsd', { XDG_DATA_HOME: '' }, '/home/ada/.local/share/trilemma-studio'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/home/ada/Library/Application Support/Trilemma Studio'],
  ] as const)('on %s with %j is %s', (platform, env, folder) => {
    expect(at(platform, env)).toBe(folder);
  });

  it('on Windows is in the roaming application data', () => {
    expect(at('win32', { APPDATA: 'C:\\Users\\ada\\AppData\\Roaming' })).toBe(
      'C:\\Users\\ada\\AppData\\Roaming\\Trilemma Studio',
    );
  });

  it('is TRILEMMA_HOME where that is set', () => {
    expect(at('linux', { TRILEMMA_HOME: '/elsewhere', XDG_DATA_HOME: '/data' })).toBe('/elsewhere');
    expect(at('linux', { TRILEMMA_HOME: '' })).toBe('/home/ada/.local/share/trilemma-studio');
  });
});

it('is refused where its name is not in UTF-8, which would be that of another folder', () => {
  expect(() => checkDataFolderName('/home/caf\uFFFD')).toThrow(/not in UTF-8.*TRILEMMA_HOME/);
  expect(() => checkDataFolderName('/home/caf\u00E9')).not.toThrow();
});

it('has its layout by the names that earlier versions wrote', () => {
  const { cache, errorLog, ...layout } = dataFolderLayout('/data');
  expect(Object.values(layout)).toEqual(
    [
      ...['studio.sqlite', 'studio.lock', 'models', 'pictures', 'training', 'quality', 'jobs'],
      ...['uploads', 'window'],
    ].map((name) => join('/data', name)),
  );
  expect(errorLog).toBe(join('/data', 'logs', 'errors.log'));
  expect(Object.values(cache)).toEqual(
    ['thumbs', 'sheets', 'directions', 'training', 'quality'].map((name) => join('/data', 'cache', name)),
  );
});
