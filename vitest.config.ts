import { availableParallelism } from 'node:os';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { cases } from './test/support/property-cases.ts';

/** All that a bundled component and one of ours must share. */
const SVELTE = [
  'svelte',
  'svelte/attachments',
  'svelte/events',
  'svelte/internal/client',
  'svelte/internal/disclose-version',
  'svelte/reactivity',
];

/** Files of the studio that replace a module. */
const MOCKING = ['src/studio/models/rename.test.ts'];

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  test: {
    // Limits for what hangs, not for what is slow: engines and imports are real processes, on machines that may be busy.
    testTimeout: cases(180_000),
    hookTimeout: 180_000,
    // Much of the time they wait for other processes: both of two cores, where Vitest would take one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    setupFiles: ['test/support/set-up-properties.ts', 'test/support/set-up-folders.ts'],
    projects: [
      {
        extends: true,
        // They leave nothing behind in their process, so one process may run many files, and loads what they share once.
        test: {
          name: 'pure',
          include: ['src/{core,shared,renderer}/**/*.test.ts'],
          exclude: ['**/*.svelte.test.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        // Components in a document; Svelte's code for browsers is chosen by the condition.
        resolve: { conditions: ['browser'] },
        test: {
          name: 'components',
          include: ['src/renderer/**/*.svelte.test.ts'],
          environment: 'happy-dom',
          isolate: false,
          // Hundreds of components each: bundled once and kept, not compiled one by one in every run.
          deps: {
            optimizer: { client: { enabled: true, include: [...SVELTE, 'bits-ui', '@lucide/svelte'] } },
          },
        },
      },
      {
        extends: true,
        // Real engines, files and databases; what all of them load takes longer than many of these files.
        test: {
          name: 'studio',
          include: ['src/{platform,engine,studio,host,serve}/**/*.test.ts'],
          exclude: MOCKING,
          globalSetup: 'test/support/own-folders.ts',
          isolate: false,
        },
      },
      {
        extends: true,
        // A process for each: they change their folder, their environment or what a module is.
        test: {
          name: 'system',
          include: ['{bench,build,test}/**/*.test.ts', 'src/{cli,main,preload}/**/*.test.ts', ...MOCKING],
          globalSetup: 'test/support/own-folders.ts',
        },
      },
    ],
  },
});
