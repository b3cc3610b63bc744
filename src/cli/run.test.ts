import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { errorLogPath } from '../platform/error-log.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { run } from './run.ts';

vi.mock('../studio/models/list-models.ts', async (original) => ({
  ...(await original<object>()),
  listModels: () => Promise.reject(new TypeError('x is undefined')),
}));

it('tells a fault of the program in one line, with its stack in the log', async () => {
  vi.stubEnv('TRILEMMA_HOME', temporaryFolder());
  let written = '';
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
  onTestFinished(() => {
    spy.mockRestore();
    vi.unstubAllEnvs();
  });
  expect(await run(['models'])).toBe(1);
  expect(written).toBe(
    `trilemma: Something went wrong that should not: x is undefined. The details are in ${errorLogPath()}.\n`,
  );
  expect(readFileSync(errorLogPath(), 'utf8')).toContain('TypeError: x is undefined\n    at ');
});
