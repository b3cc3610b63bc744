/** Nothing is sent, and nothing of another maker is left in the home folder, in whatever way the studio is started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { _electron, expect, test } from '@playwright/test';
import { type NetworkWatch, networkWatch } from '../src/platform/testing/network-watch.ts';
import { presetSettings } from '../src/shared/training.ts';
import { generate } from '../src/studio/testing/requests.ts';
import { folderOfPictures } from '../src/studio/training/testing/training-dependencies.ts';
import { electronProgram } from './support/electron-program.ts';
import { allReady } from './support/pictures.ts';
import { openLine } from './support/studio-line.ts';
import { StudioProcess } from './support/studio-process.ts';

const ROOT = join(import.meta.dirname, '..');
const CLI = join(ROOT, 'src', 'cli', 'main.ts');

/** What sends anything does so some seconds after it was loaded. `npm run test:privacy` watches for longer. */
const SECONDS = Number(process.env.TRILEMMA_WATCH_SECONDS ?? 6);
const ENDLESS = 10_000_000;

test.describe.configure({ timeout: 300_000 + 10 * SECONDS * 1000 });

interface Place {
  readonly folder: string;
  /** Of the user: empty at first, and to stay so. */
  readonly home: string;
  readonly watch: NetworkWatch;
  readonly env: Record<string, string>;
}

async function inPlace(use: (place: Place) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trilemma-privacy-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  const watch = networkWatch(join(folder, 'trace'));
  if (watch.kind !== 'traced') {
    const what =
      watch.kind === 'polled' ? 'connections of under 10 ms are not seen' : 'connections are not seen';
    test.info().annotations.push({ type: 'part', description: `There is no strace here: ${what}.` });
  }
  const unset = ['XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'ORT_DISABLE_TELEMETRY'];
  const own = Object.entries(process.env).filter(([name]) => !unset.includes(name));
  const env = {
    ...(Object.fromEntries(own) as Record<string, string>),
    ...{ HOME: home, USERPROFILE: home, TRILEMMA_HOME: join(folder, 'data') },
    ...(process.env.TRILEMMA_CHROMIUM !== undefined && { TRILEMMA_BROWSER: process.env.TRILEMMA_CHROMIUM }),
  };
  await use({ folder, home, watch, env });
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function start({ watch, env }: Place, args: readonly string[]): ChildProcess {
  const [program, ...rest] = [...watch.prefix, process.execPath, CLI, ...args];
  const child = spawn(program!, rest, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  watch.begin(child.pid!);
  return child;
}

/** Its first samples are of step 0, when all is loaded. */
async function untilItTrains(dataFolder: string): Promise<void> {
  const samples = join(dataFolder, 'training', '*', 'samples', '*.png');
  await expect.poll(() => globSync(samples).length).toBeGreaterThan(0);
}

async function expectNothing({ home, watch }: Place): Promise<void> {
  expect(await watch.end()).toEqual([]);
  expect(readdirSync(home, { recursive: true })).toEqual([]);
}

test.describe('the command line', () => {
  test.skip(() => test.info().project.name !== 'browser', 'It needs no host.');

  test('generates without a word to anybody', async () => {
    await inPlace(async (place) => {
      const out = join(place.folder, 'out');
      const child = start(place, ['generate', 'faces', '--count', '64', '--device', 'cpu', '--out', out]);
      expect(await once(child, 'exit')).toEqual([0, null]);
      await expectNothing(place);
    });
  });

  test('trains without a word to anybody', async () => {
    await inPlace(async (place) => {
      const data = await folderOfPictures(place.folder, 5);
      const what = ['--data', data, '--scratch', 'tiny-32', '--device', 'cpu', '--out', 'mine'];
      const child = start(place, ['train', ...what, '--batch', '2', '--steps', String(ENDLESS)]);
      const ended = once(child, 'exit');
      await untilItTrains(join(place.folder, 'data'));
      await setTimeout(SECONDS * 1000);
      child.kill('SIGINT');
      expect(await ended).toEqual([130, null]);
      await expectNothing(place);
    });
  });

  test('has a video encoded by a browser that calls nobody', async () => {
    await inPlace(async (place) => {
      const film = ['--key', '1', '--key', '2', '--frames', '24', '--device', 'cpu'];
      const child = start(place, ['interpolate', 'faces', ...film, '--out', join(place.folder, 'film.webm')]);
      expect(await once(child, 'exit')).toEqual([0, null]);
      await expectNothing(place);
      expect(
        readdirSync(tmpdir()).filter((name) => name.startsWith(`trilemma-browser-${child.pid}-`)),
      ).toEqual([]);
    });
  });
});

test('the browser host generates and trains without a word to anybody', async () => {
  test.skip(test.info().project.name !== 'browser', 'It is no host of this project.');
  await inPlace(async (place) => {
    const studio = new StudioProcess({ prefix: place.watch.prefix, env: place.env });
    await studio.start();
    place.watch.begin(studio.pid!);
    using line = await openLine(studio);
    const { client } = line;
    await client.request('jobs.start', generate(2000));
    await client.request('training.start', {
      ...{ name: 'mine', base: { kind: 'scratch', config: 'tiny-32' }, preset: 'full' },
      data: await folderOfPictures(place.folder, 5),
      settings: { ...presetSettings('full'), steps: ENDLESS, batch: 2, device: 'cpu' },
    });
    await untilItTrains(studio.dataFolder);
    await setTimeout(SECONDS * 1000);
    await studio.stop();
    await expectNothing({ ...place, home: studio.homeFolder });
    await studio[Symbol.asyncDispose]();
  });
});

test('the window generates without a word to anybody', async () => {
  test.skip(test.info().project.name !== 'electron', 'It is no window.');
  await inPlace(async (place) => {
    const { watch, env, folder, home } = place;
    const electron = (await electronProgram())!;
    // Playwright starts one program: the tracer comes before Electron within it.
    const program = join(folder, 'electron.sh');
    writeFileSync(program, `#!/bin/sh\nexec ${[...watch.prefix, electron].join(' ')} "$@"\n`);
    chmodSync(program, 0o755);
    // A program that is traced cannot enter Chromium's sandbox.
    const app = await _electron.launch({
      executablePath: program,
      args: ['--no-sandbox', '--disable-gpu', ROOT],
      env,
    });
    watch.begin(app.process().pid!);
    await allReady(await app.firstWindow(), 16);
    await setTimeout(SECONDS * 1000);
    await app.close();
    expect(await watch.end()).toEqual([]);
    // The system's cache of fonts is shared by all programs that have a window.
    const left = readdirSync(home, { recursive: true }).map(String);
    expect(left.filter((name) => !/^\.cache(\/fontconfig(\/.*)?)?$/.test(name))).toEqual([]);
  });
});
