/** Which Chromium the tests drive. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from '@playwright/test';
import { onPath } from '../../src/platform/on-path.ts';
import { say } from './say.ts';

const INSTALLED = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const DEBIAN_INSTALLER = 'apt-get';

/** A network that is closed may never answer. */
const FETCH_MS = 60_000;
const INSTALL_MS = 5 * 60_000;

/**
 * A Chromium of this machine: the one that TRILEMMA_CHROMIUM names, else an installed one, else Playwright's own; where
 * there is none, it is fetched, and says so.
 *
 * @throws where none can be had.
 */
export function browserProgram(): string {
  const named = process.env.TRILEMMA_CHROMIUM;
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new Error(`TRILEMMA_CHROMIUM names ${named}, which is not there.`);
  }
  const found = here() ?? fetched() ?? installed();
  if (found !== undefined) return found;
  throw new Error(
    'There is no Chromium to test in, and none could be fetched. Install Chromium or Google Chrome, or name one by TRILEMMA_CHROMIUM.',
  );
}

function here(): string | undefined {
  const own = chromium.executablePath();
  return INSTALLED.map(onPath).find((path) => path !== undefined) ?? (existsSync(own) ? own : undefined);
}

function fetched(): string | undefined {
  say('There is no Chromium here: Playwright fetches one (npx playwright install chromium).');
  const program = createRequire(import.meta.url).resolve('@playwright/test/cli');
  spawnSync(process.execPath, [program, 'install', 'chromium'], { stdio: 'inherit', timeout: FETCH_MS });
  return here();
}

/** From Debian's packages, where this user may. */
function installed(): string | undefined {
  if (process.getuid?.() !== 0 || onPath(DEBIAN_INSTALLER) === undefined) return undefined;
  say('Playwright could not fetch one: Debian’s is installed (apt-get install chromium).');
  const options = { stdio: 'inherit', timeout: INSTALL_MS } as const;
  const install = () =>
    spawnSync(DEBIAN_INSTALLER, ['install', '-y', '--no-install-recommends', 'chromium'], {
      ...options,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  if (install().status !== 0) {
    spawnSync(DEBIAN_INSTALLER, ['update'], options);
    install();
  }
  return here();
}
