/** Runs that are interrupted or go wrong: what they are when they go on. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StartEngine } from '../../engine/client.ts';
import { holdFolder } from '../../platform/held-folders.ts';
import { caught } from '../../platform/testing/caught.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { atStep, folderOfPictures, tinySpec, trainingRuns } from './testing/training-dependencies.ts';

const STEPS = 40;
const settings = { steps: STEPS, checkpointEvery: 5, sampleEvery: 20 };
/** Where the penalty is not what is tested: its graph takes longest to load. */
const withoutR1 = { r1Gamma: 0 };

/** Each start of a process in its own way; further ones as the last. */
function inTurn(...ways: readonly [StartEngine, ...StartEngine[]]): StartEngine {
  let starts = 0;
  return (...inputs) => ways[Math.min(starts++, ways.length - 1)]!(...inputs);
}

describe('a run that is interrupted', () => {
  it('goes on as if nothing had been, after a kill and after a pause', async () => {
    const root = temporaryFolder();
    const data = await folderOfPictures(root, 5);
    const spec = tinySpec(data, settings);
    await using unbroken = await trainingRuns(join(root, 'unbroken'));
    const whole = await unbroken.untilIdle(await unbroken.runs.start(spec));
    const losses = await unbroken.losses(whole.id);
    expect(losses).toHaveLength(STEPS);

    let pause: () => void = () => undefined;
    await using broken = await trainingRuns(join(root, 'broken'), {
      startEngine: inTurn(
        atStep(13, ({ pid }) => process.kill(pid!, 'SIGKILL')),
        atStep(27, () => pause()),
      ),
    });
    const id = await broken.runs.start(spec);
    pause = () => void broken.runs.pause(id);
    const run = await broken.untilIdle(id);
    expect(run).toMatchObject({ state: { status: 'paused', reason: 'user' } });
    // A busy machine kills later than it was asked to: any checkpoint from the last one before on will do.
    expect(run.notices).toEqual([
      expect.stringContaining('only 5 pictures'),
      expect.stringMatching(/SIGKILL.* went on from step [1-3][05]\.$/),
    ]);
    // The folder may go in the meantime: the crops are kept.
    rmSync(data, { recursive: true });
    await broken.runs.resume(id);
    expect(await broken.untilIdle(id)).toMatchObject({ state: { status: 'done' }, step: STEPS });
    await expect(broken.losses(id)).resolves.toEqual(losses);
  });

  it('is paused when its data folder is renamed, makes nothing anew, and goes on when it is back', async () => {
    const root = temporaryFolder();
    const [data, elsewhere] = [join(root, 'data'), join(root, 'renamed')];
    const rename = atStep(12, () => renameSync(data, elsewhere));
    await using test = await trainingRuns(data, { startEngine: rename });
    using _held = holdFolder(data);
    const id = await test.runs.start(
      tinySpec(await folderOfPictures(root, 5), { ...settings, ...withoutR1 }),
    );
    const { state } = await test.toldIdle(id);
    expect(state).toMatchObject({
      status: 'paused',
      reason: 'data-gone',
      message: expect.stringContaining(`The folder ${data} is gone`) as string,
    });
    expect(existsSync(data)).toBe(false);
    renameSync(elsewhere, data);
    await test.runs.resume(id);
    expect(await test.untilIdle(id)).toMatchObject({ state: { status: 'done' }, step: STEPS });
    expect((await test.losses(id)).map(([step]) => step)).toEqual(
      Array.from({ length: STEPS }, (_, i) => i + 1),
    );
  });

  it('is paused when the studio closes, and says so at the next start', async () => {
    const root = temporaryFolder();
    const spec = tinySpec(await folderOfPictures(root, 3), {
      steps: 500,
      checkpointEvery: 500,
      ...withoutR1,
    });
    let id: string;
    {
      await using closing = await trainingRuns(join(root, 'data'));
      id = await closing.runs.start(spec);
      await closing.stepTold(id, 2);
    }
    await using again = await trainingRuns(join(root, 'data'));
    const [run] = await again.runs.list();
    expect(run).toMatchObject({ id, state: { status: 'paused', reason: 'closed' } });
    expect(run!.step).toBeGreaterThanOrEqual(2);
    await again.runs.stop(id);
    expect((await again.runs.list())[0]!.state).toEqual({ status: 'stopped' });
    expect((await caught(() => again.runs.resume(id))).code).toBe('usage');
  });

  it('waits for its pictures where they are gone, and goes on when they are back', async () => {
    const root = temporaryFolder();
    const data = await folderOfPictures(root, 3);
    await using home = await trainingRuns(join(root, 'data'));
    const id = await home.runs.start(tinySpec(data, { steps: 500, ...withoutR1 }));
    await home.stepTold(id, 2);
    await home.runs.pause(id);
    await home.untilIdle(id);
    rmSync(join(root, 'data', 'cache'), { recursive: true });
    renameSync(data, `${data}-away`);
    await home.runs.resume(id);
    expect((await home.untilIdle(id)).state).toMatchObject({ status: 'paused', reason: 'data-gone' });
    renameSync(`${data}-away`, data);
    await home.runs.resume(id);
    await home.stepTold(id, 5);
    await home.runs.stop(id);
    expect((await home.untilIdle(id)).state).toEqual({ status: 'stopped' });
  });
});

describe('a run that goes wrong', () => {
  it('goes back to its last checkpoint with half the rates, and stops at the third time', async () => {
    const root = temporaryFolder();
    const spec = tinySpec(await folderOfPictures(root, 3), { steps: 500, rateG: 1, rateD: 1, ...withoutR1 });
    await using home = await trainingRuns(join(root, 'data'));
    const run = await home.untilIdle(await home.runs.start(spec));
    expect(run.state).toMatchObject({ status: 'failed', code: 'engine-failed' });
    const [few, first, second, ...others] = run.notices;
    expect(few).toContain('only 3 pictures');
    expect(second).toBeDefined();
    expect(others).toEqual([]);
    expect(first).toMatch(/no numbers any more: the run went back to step \d+, with half/);
    const last = run.checkpoints.at(-1) ?? 0;
    expect((await home.losses(run.id)).flat().every(Number.isFinite)).toBe(true);
    expect((await home.runs.metrics(run.id, last)).length).toBe(0);
  });

  it('is paused where what it writes to fails, and loses nothing', async () => {
    const root = temporaryFolder();
    const spec = tinySpec(await folderOfPictures(root, 3), { steps: 4, sampleEvery: 4, ...withoutR1 });
    await using home = await trainingRuns(join(root, 'data'));
    const id = await home.runs.start(spec);
    const folder = join(root, 'data', 'training', id, 'samples');
    mkdirSync(folder, { recursive: true });
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    expect((await home.untilIdle(id)).state).toMatchObject({ status: 'failed', code: 'file' });
    rmSync(folder);
    mkdirSync(folder);
    await home.runs.resume(id);
    expect((await home.untilIdle(id)).state).toEqual({ status: 'done' });
    expect(readdirSync(folder)).toContain('00000004.png');
  });

  it('says what is wrong with a folder that nothing can be learnt from', async () => {
    const root = temporaryFolder();
    const data = join(root, 'pictures');
    await using home = await trainingRuns(join(root, 'data'));
    expect((await caught(() => home.runs.start(tinySpec(data)))).code).toBe('file');
    mkdirSync(data);
    writeFileSync(join(data, 'a.jpg'), 'nothing');
    const run = await home.untilIdle(await home.runs.start(tinySpec(data)));
    expect(run.state).toEqual({
      status: 'failed',
      code: 'file',
      message: `${data} holds no pictures that can be learnt from. 1 file is left out: 1 broken. a.jpg is left out: it is no picture, or so damaged that nothing shows that it is one.`,
    });
  });
});

describe('a branch', () => {
  it('begins as the run was at a checkpoint, and goes its own way', async () => {
    const root = temporaryFolder();
    const spec = tinySpec(await folderOfPictures(root, 3), { steps: 4, checkpointEvery: 2, ...withoutR1 });
    await using home = await trainingRuns(join(root, 'data'));
    const id = await home.runs.start(spec);
    await home.untilIdle(id);
    const other = { ...spec, name: 'other', settings: { ...spec.settings, accumulation: 2 } };
    const branch = await home.runs.branch({ id, step: 2, spec: other });
    const run = await home.untilIdle(branch);
    expect(run).toMatchObject({ parent: { id, step: 2 }, state: { status: 'done' }, step: 4 });
    const [parent, own] = [await home.losses(id), await home.losses(branch)];
    expect(own.slice(0, 2)).toEqual(parent.slice(0, 2));
    expect(own[3]).not.toEqual(parent[3]);
    expect((await caught(() => home.runs.branch({ id, step: 3, spec: other }))).code).toBe('usage');
  });
});
