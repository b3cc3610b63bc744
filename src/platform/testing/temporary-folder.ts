import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** An empty folder that goes when the tests of the file are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'trilemma-test-'));
  made.push(folder);
  return folder;
}

/**
 * Removes all that were made. For the set-up of a test file: by file and not by test, for of tests that run at once, Vitest
 * cannot tell which one asks, and the first to end would take the folders of another with it.
 */
export function removeTemporaryFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
