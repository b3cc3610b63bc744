import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TrilemmaError } from '../shared/errors.ts';
import { asTrilemmaError, errorLogPath } from './error-log.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

beforeEach(() => {
  vi.stubEnv('TRILEMMA_HOME', temporaryFolder());
  return () => vi.unstubAllEnvs();
});

describe('asTrilemmaError', () => {
  it('leaves our own errors as they are, and logs nothing', () => {
    const error = new TrilemmaError('usage', 'No.');
    expect(asTrilemmaError(error)).toBe(error);
    expect(existsSync(errorLogPath())).toBe(false);
  });

  it('names a bug in one line, with its stack and causes in the log', () => {
    const bug = new TypeError('x is undefined', { cause: new RangeError('deep') });
    const error = asTrilemmaError(bug);
    expect(error).toMatchObject({ code: 'unexpected', cause: bug });
    expect(error.message).toBe(
      `Something went wrong that should not: x is undefined. The details are in ${errorLogPath()}.`,
    );
    const log = readFileSync(errorLogPath(), 'utf8');
    expect(log).toContain('TypeError: x is undefined\n    at ');
    expect(log).toContain('caused by RangeError: deep\n    at ');
  });

  it('takes what is no error, too', () => {
    expect(asTrilemmaError('rubbish').message).toMatch(/^Something went wrong that should not: rubbish\. /);
    expect(asTrilemmaError(undefined).code).toBe('unexpected');
  });

  it('adds to the log, and begins a new one where it is long', () => {
    asTrilemmaError(new Error('first'));
    asTrilemmaError(new Error('second'));
    expect(readFileSync(errorLogPath(), 'utf8')).toMatch(/first[^]*second/);
    writeFileSync(errorLogPath(), 'long'.repeat(1 << 19));
    asTrilemmaError(new Error('third'));
    expect(readFileSync(errorLogPath(), 'utf8')).not.toContain('long');
    expect(readFileSync(`${errorLogPath()}.1`, 'utf8')).toContain('long');
  });

  it('says where there can be no log', () => {
    mkdirSync(dirname(dirname(errorLogPath())), { recursive: true });
    writeFileSync(dirname(errorLogPath()), 'a file in the place of the folder');
    expect(asTrilemmaError(new Error('bug')).message).toContain('could not be written to');
  });
});
