import { defineConfig } from '@playwright/test';
import { noElectronBecause } from './e2e/support/electron-program.ts';

const withoutElectron = await noElectronBecause();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'dist/e2e',
  globalSetup: './e2e/support/prepare.ts',
  // Every worker has a studio of its own, which is cleared before each test; more than two would only wait for each
  // other's pictures. Tests and not files are dealt out, so that neither worker is idle while the other has a long file.
  workers: 2,
  fullyParallel: true,
  // Limits for what hangs, not for what is slow: another program may take most of the machine.
  timeout: 300_000,
  expect: { timeout: 90_000 },
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  reporter: [['list']],
  use: {
    actionTimeout: 90_000,
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark',
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'browser', testMatch: '*.spec.ts', metadata: { host: 'browser' } },
    withoutElectron === undefined
      ? { name: 'electron', testMatch: '*.spec.ts', metadata: { host: 'electron' } }
      : { name: 'electron', testMatch: 'without-electron.ts', metadata: { withoutElectron } },
  ],
});
