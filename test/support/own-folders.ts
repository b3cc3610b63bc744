/**
 * The tests' own data folder, for all that takes the user's where it is given none, such as the log of errors; and one for
 * the compiled code of the many processes that they start.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function setUp(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'trilemma-tests-'));
  process.env.TRILEMMA_HOME = folder;
  process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../node_modules/.cache/compiled');
  return () => rmSync(folder, { recursive: true, force: true });
}
