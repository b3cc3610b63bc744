import { builtinModules } from 'node:module';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist',
    rolldownOptions: {
      input: {
        cli: 'src/cli/main.ts',
        engine: 'src/engine/process.ts',
        'sampler-thread': 'src/engine/sampler-thread.ts',
      },
      external: [...builtinModules, /^node:/, 'onnxruntime-node', 'sharp'],
    },
  },
  test: {
    include: ['src/**/*.test.ts', 'bench/**/*.test.ts'],
  },
});
