import { describe, expect, it } from 'vitest';
import { handTraining, run, SPEC } from './testing/hand-training.ts';
import { TrainingRuns } from './training-runs.svelte.ts';
import { TrainingState } from './training-state.svelte.ts';

function setUp() {
  const studio = handTraining({
    'training.list': () => [run('b', { createdAt: 2 }), run('a')],
    'training.start': () => ({ id: 'new' }),
    'training.branch': () => ({ id: 'branch' }),
  });
  return { ...studio, runs: new TrainingRuns(studio.parts.client, studio.parts.notices) };
}

describe('runs of training', () => {
  it('are listed, the newest first, and follow what the studio tells', async () => {
    const { runs, tell } = setUp();
    await runs.load();
    tell('training', run('c', { createdAt: 3, step: 7 }));
    expect(runs.list.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    tell('training', run('c', { createdAt: 3, step: 8 }));
    expect(runs.get('c')?.step).toBe(8);
    tell('training-removed', { id: 'b' });
    expect(runs.list.map(({ id }) => id)).toEqual(['c', 'a']);
  });

  it('start anew, or from a checkpoint of another', async () => {
    const { runs, asked } = setUp();
    expect(await runs.start(SPEC, null)).toBe('new');
    expect(await runs.start(SPEC, { id: 'a', step: 200 })).toBe('branch');
    expect(asked.at(-1)).toMatchObject({
      name: 'training.branch',
      params: { id: 'a', step: 200, spec: SPEC },
    });
  });

  it('say once how they ended, and what holds them up', async () => {
    const { runs, said, tell } = setUp();
    await runs.load();
    const full = { status: 'paused', reason: 'disk-full', message: 'The disk is full.' } as const;
    tell('training', run('a', { state: full }));
    tell('training', run('a', { state: full }));
    expect(said).toEqual(['portraits is paused. The disk is full.']);
    tell('training', run('a', { state: { status: 'running', secondsLeft: 3 } }));
    tell('training', run('a', { state: { status: 'done' } }));
    tell('training', run('b', { state: { status: 'failed', code: 'engine-died', message: 'It died.' } }));
    expect(said.slice(1)).toEqual(['portraits has finished training.', 'portraits: It died.']);
  });

  it('say nothing of a pause that the user made, nor of runs that had ended before', async () => {
    const { runs, said, tell } = setUp();
    await runs.load();
    tell('training', run('a', { state: { status: 'paused', reason: 'user', message: '' } }));
    tell('training', run('z', { state: { status: 'done' } }));
    expect(said).toEqual([]);
  });
});

describe('what the training view shows', () => {
  it('is the newest run until one is chosen', async () => {
    const { parts } = setUp();
    const state = new TrainingState(parts);
    await state.runs.load();
    expect(state.chosen?.id).toBe('b');
    state.choose('a');
    expect(state.chosen?.id).toBe('a');
  });

  it('is the new run once it was started, and the draft is gone', async () => {
    const { parts, tell } = setUp();
    const state = new TrainingState(parts);
    await state.runs.load();
    state.openDraft();
    const draft = state.draft!;
    draft.chooseFolder('/pictures');
    draft.name = 'mine';
    await state.start(draft);
    tell('training', run('new'));
    expect(state.draft).toBeNull();
    expect(state.chosen?.id).toBe('new');
  });

  it('starts nothing while something is missing', async () => {
    const { parts, asked } = setUp();
    const state = new TrainingState(parts);
    state.openDraft();
    await state.start(state.draft!);
    expect(asked).toEqual([]);
    expect(state.draft).not.toBeNull();
  });
});
