import { builtinModules } from 'node:module';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist',
    rolldownOptions: {
      // Entry points find each other as siblings.
      output: { chunkFileNames: '[name]-[hash].js' },
      input: {
        cli: 'src/cli/main.ts',
        'engine-process': 'src/engine/engine-process.ts',
        'sampler-thread': 'src/engine/sampler-thread.ts',
      },
      external: [...builtinModules, /^node:/, 'onnxruntime-node', 'sharp'],
    },
  },
  test: {
    include: ['src/**/*.test.ts', 'bench/**/*.test.ts'],
    // Engines and imports are real processes, on machines that may be busy.
    testTimeout: 60_000,
  },
});
