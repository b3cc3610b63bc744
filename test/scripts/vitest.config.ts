import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** npm run test:scripts: benches, fuzzers and training one after the other, as each would disturb the others' timing. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..', '..'),
    include: ['test/scripts/*.run.ts'],
    testTimeout: 600_000,
    fileParallelism: false,
    reporters: ['verbose'],
  },
});
