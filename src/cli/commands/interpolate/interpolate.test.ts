import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readPath } from '../../../studio/interpolation/path/read-path.ts';
import { withTinyModel } from '../../../studio/testing/films.ts';
import { readRecipe } from '../../../studio/pictures/recipe-in-png.ts';

const root = new URL('../../../..', import.meta.url).pathname;

/** Each test runs a few whole commands, one after another, on machines that may be busy. */
vi.setConfig({ testTimeout: 300_000 });

/** Unit tests open none. */
const NO_BROWSER = '/nowhere/chromium';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'trilemma-interpolate-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const start = (...args: string[]) => startOf('faces', ...args);

function startOf(model: string, ...args: string[]): ChildProcess {
  const all = ['interpolate', model, '--device', 'cpu', ...args];
  return spawn(process.execPath, [join(root, 'src/cli/main.ts'), ...all], {
    env: { ...process.env, TRILEMMA_HOME: join(folder, 'home'), TRILEMMA_BROWSER: NO_BROWSER },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function ended(child: ChildProcess) {
  const output = { stdout: '', stderr: '' };
  child.stdout!.on('data', (data: Buffer) => (output.stdout += data.toString()));
  child.stderr!.on('data', (data: Buffer) => (output.stderr += data.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, ...output };
}

const interpolate = (...args: string[]) => ended(start(...args));

describe('trilemma interpolate', () => {
  it('goes from seeds to a kept picture and back, in as many frames as asked', async () => {
    const frames = join(folder, 'frames');
    const first = await interpolate('--key', '1', '--key', '2', '--frames', '5', '--out', frames);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(frames)).toHaveLength(6);
    const kept = join(frames, 'frame-00002.png');
    const film = join(folder, 'film.gif');
    const { stdout, code } = await interpolate(
      ...['--key', kept, '--key', '0xff', '--key', '3', '--loop', '--easing', 'catmull-rom', '--hold', '1'],
      ...[
        '--frames',
        '14',
        '--fps',
        '12',
        '--parts',
        'layout,noise',
        '--scale',
        '2',
        '--out',
        film,
        '--json',
      ],
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ frames: 14, fps: 12, format: 'gif', file: film });
    const path = await readPath(film);
    if (path.kind !== 'key-frames') throw new Error('the film carries another path');
    expect(path.keyFrames[0]!.picture.edits).toEqual(readRecipe(readFileSync(kept)).edits);
    expect(path.keyFrames[1]!.picture.seed).toBe('255');
    expect(path.segments.map(({ duration, parts }) => [duration.count, parts.x_T, parts.z.length])).toEqual([
      [3, true, 0],
      [4, true, 0],
      [4, true, 0],
    ]);
  });

  it('drifts around one picture', async () => {
    const out = join(folder, 'drift.webp');
    await interpolate('--key', '1', '--drift', '7', '--radius', '0.1', '--frames', '4', '--out', out);
    expect(await readPath(out)).toMatchObject({ kind: 'drift', seed: '7', strength: { x_T: 0.1 } });
    const again = await interpolate('--path', out, '--out', join(folder, 'again.png'));
    expect(again.stdout).toContain('4 frames of faces');
  });

  it('says what one option undoes of another', async () => {
    const film = ['--key', '1', '--key', '2', '--frames', '4', '--out', join(folder, 'undone.gif')];
    const undone = await interpolate(...film, '--easing', 'smooth', '--even', '--upscale', 'smooth');
    expect(undone).toMatchObject({ code: 0 });
    expect(undone.stderr).toBe(
      'An even change leaves no rests: --even undoes the easing "smooth".\n' +
        'Nothing is enlarged, so --upscale smooth does nothing: give --scale too.\n',
    );
    const forPrograms = await interpolate(...film, '--parts', 'layout', '--space', 'w-linear', '--json');
    expect(forPrograms).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(forPrograms.stdout)).toMatchObject({
      notes: ['The style stays, so --space w-linear does nothing: let --parts have style too.'],
    });
  });

  it('goes from model to model, and refuses what is built otherwise', async () => {
    await withTinyModel(join(folder, 'home'), 'dawn', { value: 0.1 });
    await withTinyModel(join(folder, 'home'), 'dusk', { value: 0.15 });
    const of = (model: string, ...args: string[]) => ended(startOf(model, ...args));
    const frames = join(folder, 'fade');
    const first = await of('dawn', '--key', '1', '--key', 'dusk:0x2', '--frames', '5', '--out', frames);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('5 frames of dawn and dusk');
    const middle = join(frames, 'frame-00002.png');
    expect(readRecipe(readFileSync(middle))).toMatchObject({ model: { name: 'dawn' }, version: 3 });
    expect(readRecipe(readFileSync(join(frames, 'frame-00004.png')))).toMatchObject({
      ...{ model: { name: 'dusk' }, seed: '2', version: 1 },
    });
    const path = ['--path', join(frames, 'path.json')];
    const again = await of('dusk', ...path, '--out', join(folder, 'fade.gif'), '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ frames: 5, models: ['dawn', 'dusk'] });
    const refusals = await Promise.all([
      of('dawn', '--key', '1', '--key', 'faces:2', '--out', join(folder, 'x.gif')),
      of('dawn', '--key', '1', '--key', middle, '--out', join(folder, 'x.gif')),
      of('faces', ...path, '--out', join(folder, 'x.gif')),
      of('dawn', '--key', '1', '--key', 'night:2', '--out', join(folder, 'x.gif')),
    ]);
    for (const [i, words] of [
      'key frame 2 of faces has 64 pixels, the first of dawn 16',
      'key frame 2 is between the models dawn and dusk already',
      'The path leads through pictures of dawn and dusk, not of faces.',
      'There is no model "night"',
    ].entries()) {
      expect(refusals[i]).toMatchObject({ code: 2, stdout: '' });
      expect(refusals[i]!.stderr).toContain(words);
    }
    expect(existsSync(join(folder, 'x.gif'))).toBe(false);
  });

  it('leaves nothing when it is interrupted, and ends with 130', async () => {
    const out = join(folder, 'interrupted', 'frames');
    const child = start('--key', '1', '--key', '2', '--frames', '50000', '--batch', '1', '--out', out);
    const end = ended(child);
    const waiting = setInterval(() => {
      if (!existsSync(join(out, '..')) || readdirSync(join(out, '..')).length === 0) return;
      clearInterval(waiting);
      child.kill('SIGINT');
    }, 50);
    expect(await end).toMatchObject({ code: 130, stderr: 'trilemma: Cancelled.\n' });
    expect(readdirSync(join(out, '..'))).toEqual([]);
  });

  it.each([
    ['one key frame alone', ['--key', '1', '--out', 'x.gif']],
    ['a video without a browser', ['--key', '1', '--key', '2', '--out', 'x.mp4']],
    [
      'fewer frames than key frames',
      ['--key', '1', '--key', '2', '--key', '3', '--frames', '2', '--out', 'x.gif'],
    ],
    ['a seed that is none', ['--key', 'one', '--key', '2', '--out', 'x.gif']],
    ['a picture that is not there', ['--key', 'nothing.png', '--key', '2', '--out', 'x.gif']],
    ['unknown parts', ['--key', '1', '--key', '2', '--parts', 'hair', '--out', 'x.gif']],
    ['no steps', ['--key', '1', '--key', '2', '--steps', '0', '--out', 'x.gif']],
    ['a path and key frames', ['--path', 'x.json', '--key', '2', '--out', 'x.gif']],
    ['what a path says itself', ['--path', 'x.json', '--fps', '12', '--hold', '2', '--out', 'x.gif']],
    ['a drift that rests', ['--key', '1', '--drift', '1', '--easing', 'smooth', '--out', 'x.gif']],
    ['a radius of nothing', ['--key', '1', '--key', '2', '--radius', '0.5', '--out', 'x.gif']],
    ['a drift around two', ['--key', '1', '--key', '2', '--drift', '1', '--out', 'x.gif']],
  ])('%s: one line, exit 2, nothing written', async (_, args) => {
    const { code, stdout, stderr } = await interpolate(...args);
    expect(stderr).toMatch(/^trilemma: [^\n]+\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(existsSync('x.gif')).toBe(false);
  });
});
