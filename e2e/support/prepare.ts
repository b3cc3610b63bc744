/** Once before all tests: the interface is built, a browser is there, and Electron has a display. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import type { FullConfig } from '@playwright/test';
import { isBuilt } from '../../build/built.ts';
import { hasDisplay } from '../../src/platform/display.ts';
import { browserProgram } from './browser-program.ts';
import { VIRTUAL_DISPLAY } from './electron-program.ts';
import { say } from './say.ts';

const root = join(import.meta.dirname, '..', '..');

export default async function prepare({ projects }: FullConfig): Promise<(() => void) | undefined> {
  buildWhereStale();
  process.env.TRILEMMA_CHROMIUM = browserProgram();
  const reason: unknown = projects.find(({ metadata }) => 'withoutElectron' in metadata)?.metadata
    .withoutElectron;
  if (typeof reason === 'string') {
    say(`Electron cannot run here, so its tests are skipped: ${reason}.`);
    return undefined;
  }
  return hasDisplay(process.platform, process.env) ? undefined : await virtualDisplay();
}

function buildWhereStale(): void {
  if (isBuilt(root)) return;
  say('The build is older than the sources: building.');
  const program = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status } = spawnSync(process.execPath, [program, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The build failed: see above.');
}

async function virtualDisplay(): Promise<() => void> {
  const server = spawn(
    VIRTUAL_DISPLAY,
    ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const [number] = (await once(createInterface(server.stdio[3] as NodeJS.ReadableStream), 'line')) as [
    string,
  ];
  process.env.DISPLAY = `:${number}`;
  return () => void server.kill();
}
