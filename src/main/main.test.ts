import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WAITING } from '../../test/support/waiting.ts';
import { smallStudio } from '../host/testing/small-studio.ts';
import { type ElectronStandIn, electronStandIn } from './testing/electron-stand-in.ts';

const HOME = join(tmpdir(), `trilemma-main-${process.pid}`);
const createStudio = vi.hoisted(() => vi.fn());
const faults = ['uncaughtException', 'unhandledRejection'] as const;

let standIn: ElectronStandIn;
let listeners: ReadonlyMap<string, readonly unknown[]>;
beforeEach(() => {
  mkdirSync(HOME, { recursive: true });
  vi.stubEnv('TRILEMMA_HOME', HOME);
  vi.stubEnv('DISPLAY', ':0');
  vi.resetModules();
  standIn = electronStandIn();
  listeners = new Map(faults.map((name) => [name, process.listeners(name as 'uncaughtException')]));
  vi.doMock('electron', () => standIn.electron);
  vi.doMock('../studio/studio.ts', () => ({ createStudio }));
  vi.doMock('../host/page-files.ts', () => ({
    builtPageFolder: () => '',
    readPageFiles: () => Promise.resolve(new Map()),
  }));
});
afterEach(() => {
  for (const name of faults) {
    for (const listener of process.listeners(name as 'uncaughtException')) {
      if (!listeners.get(name)!.includes(listener)) process.off(name, listener);
    }
  }
  vi.doUnmock('electron');
  vi.doUnmock('../studio/studio.ts');
  vi.doUnmock('../host/page-files.ts');
  vi.unstubAllEnvs();
  rmSync(HOME, { recursive: true, force: true });
});

it('ends before Electron is ready, and opens the window after', async () => {
  createStudio.mockResolvedValue(smallStudio());
  await import('./main.ts');
  expect(standIn.calls).toContain('registerSchemesAsPrivileged');
  expect(standIn.windows).toEqual([]);
  standIn.becomeReady();
  await vi.waitFor(() => expect(standIn.windows).toHaveLength(1), WAITING);
  expect(standIn.app.setPath).toHaveBeenCalledWith('userData', join(HOME, 'window'));
  expect(createStudio).toHaveBeenCalledWith({
    dataFolder: HOME,
    startEngine: expect.any(Function) as unknown,
  });
  expect(standIn.dialog.showErrorBox).not.toHaveBeenCalled();
});

it('says why it cannot open, and quits', async () => {
  // The one that the app's modules, loaded anew, know.
  const { TrilemmaError } = await import('../shared/errors.ts');
  createStudio.mockRejectedValue(new TrilemmaError('usage', 'The studio is open already.'));
  standIn.becomeReady();
  await import('./main.ts');
  await vi.waitFor(() => expect(standIn.app.exit).toHaveBeenCalledWith(1), WAITING);
  expect(standIn.dialog.showErrorBox).toHaveBeenCalledWith(
    'Trilemma Studio cannot open',
    'The studio is open already.',
  );
});

it('says what went wrong later, and quits', async () => {
  createStudio.mockResolvedValue(smallStudio());
  await import('./main.ts');
  for (const name of faults) {
    const ours = process
      .listeners(name as 'uncaughtException')
      .filter((listener) => !listeners.get(name)!.includes(listener));
    expect(ours).toHaveLength(1);
    ours[0]!(new Error('out of luck'), 'uncaughtException');
    standIn.becomeReady();
    await vi.waitFor(() => expect(standIn.app.exit).toHaveBeenCalledWith(1), WAITING);
    expect(standIn.dialog.showErrorBox).toHaveBeenLastCalledWith(
      'Trilemma Studio has to close',
      expect.stringContaining('out of luck'),
    );
    standIn.app.exit.mockClear();
    standIn.dialog.showErrorBox.mockClear();
  }
});
