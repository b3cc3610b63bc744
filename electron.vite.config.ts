import { builtinModules } from 'node:module';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

/** Native modules, and what must load from its own folder. */
const external = [
  /^electron(?:\/|$)/,
  /^node:/,
  ...builtinModules,
  'onnxruntime-node',
  'sharp',
  'better-sqlite3',
];

export default defineConfig({
  main: {
    build: {
      outDir: 'dist/main',
      rolldownOptions: {
        input: {
          main: 'src/main/main.ts',
          cli: 'src/cli/main.ts',
          'engine-process': 'src/engine/engine-process.ts',
          'sampler-thread': 'src/engine/sampler-thread.ts',
          'video-comment-thread': 'src/studio/interpolation/path/video-comment-thread.ts',
        },
        // Entry points find each other as siblings.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
        external,
      },
    },
  },
  preload: {
    build: {
      outDir: 'dist/preload',
      rolldownOptions: {
        input: { preload: 'src/preload/preload.ts' },
        // A sandboxed preload is one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
        external: ['electron'],
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [svelte({ configFile: false })],
    build: {
      outDir: 'dist/renderer',
      minify: true,
      // The page comes from this machine's disk: nobody downloads it.
      chunkSizeWarningLimit: 1000,
      rolldownOptions: { input: 'src/renderer/index.html' },
    },
  },
});
