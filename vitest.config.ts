import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { cases } from './test/support/property-cases.ts';

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  test: {
    globalSetup: 'test/support/own-data-folder.ts',
    include: ['{src,bench,build,test}/**/*.test.ts'],
    // Limits for what hangs, not for what is slow: engines and imports are real processes, on machines that may be busy.
    testTimeout: cases(180_000),
    hookTimeout: 180_000,
    setupFiles: 'test/support/set-up-properties.ts',
  },
});
