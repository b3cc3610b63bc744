import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WAITING } from '../../../../test/support/waiting.ts';
import { readPath } from '../../../studio/interpolation/path/read-path.ts';
import { withTinyModel } from '../../../studio/testing/films.ts';
import { readRecipe } from '../../../studio/pictures/recipe-in-png.ts';
import { trilemmaHere } from '../../testing/run-here.ts';
import { ended, start } from '../../testing/trilemma.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trilemma-interpolate-'));
  // Unit tests open none.
  vi.stubEnv('TRILEMMA_BROWSER', '/nowhere/chromium');
  await withTinyModel(home());
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const home = () => join(folder, 'home');
const of = (model: string, ...args: string[]) =>
  trilemmaHere(home(), 'interpolate', model, '--device', 'cpu', ...args);
const interpolate = (...args: string[]) => of('tiny', ...args);

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
    expect(again.stdout).toContain('4 frames of tiny');
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
    await withTinyModel(join(folder, 'home'), 'dawn', { value: 0.12 });
    await withTinyModel(join(folder, 'home'), 'dusk', { value: 0.15 });
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
    for (const [model, args, words] of [
      [
        'dawn',
        ['--key', '1', '--key', 'faces:2'],
        'key frame 2 of faces has 64 pixels, the first of dawn 16',
      ],
      ['dawn', ['--key', '1', '--key', middle], 'key frame 2 is between the models dawn and dusk already'],
      ['faces', path, 'The path leads through pictures of dawn and dusk, not of faces.'],
      ['dawn', ['--key', '1', '--key', 'night:2'], 'There is no model "night"'],
    ] as const) {
      const { code, stdout, stderr } = await of(model, ...args, '--out', join(folder, 'x.gif'));
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(words);
    }
    expect(existsSync(join(folder, 'x.gif'))).toBe(false);
  });

  it('leaves nothing when it is interrupted, and ends with 130', async () => {
    const out = join(folder, 'interrupted', 'frames');
    const keys = ['--key', '1', '--key', '2', '--frames', '50000', '--batch', '1'];
    const child = start(home(), 'interpolate', 'tiny', '--device', 'cpu', ...keys, '--out', out);
    const end = ended(child);
    await vi.waitUntil(() => existsSync(join(out, '..')) && readdirSync(join(out, '..')).length > 0, WAITING);
    child.kill('SIGINT');
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
