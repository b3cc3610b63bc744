import { expect, it } from 'vitest';
import { isUnderWay, type TrainingRun, type RunState } from '../../shared/training.ts';
import { run } from './testing/hand-training.ts';
import { briefly, nearest, noticesOf, runShare, statusText } from './run-labels.ts';

const at = (state: RunState, step = 300): TrainingRun => run('a', { state, step });

it('says what a run does', () => {
  expect(statusText(at({ status: 'queued' }))).toBe('Waiting');
  expect(statusText(at({ status: 'preparing', done: 0, total: 0 }))).toBe('Preparing');
  expect(statusText(at({ status: 'preparing', done: 20, total: 1000 }))).toBe(
    'Reading pictures, 20 of 1,000',
  );
  expect(statusText(at({ status: 'running', secondsLeft: 3000 }))).toBe(
    '300 of 1,500 steps, about 50 minutes left',
  );
  expect(statusText(at({ status: 'running', secondsLeft: null }))).toBe('300 of 1,500 steps');
  expect(statusText(at({ status: 'paused', reason: 'user', message: '' }))).toBe(
    'Paused after 300 of 1,500 steps',
  );
  expect(statusText(at({ status: 'done' }, 1500))).toBe('Done, 1,500 steps');
});

it('says it briefly in a list', () => {
  expect(briefly(at({ status: 'running', secondsLeft: 3000 }))).toBe('Step 300');
  expect(briefly(at({ status: 'stopped' }))).toBe('Stopped at step 300');
  expect(briefly(at({ status: 'queued' }))).toBe('Waiting');
});

it('says that samples do not change while a new discriminator is trained alone', () => {
  const at = (step: number) => noticesOf(run('a', { step, aloneSteps: 150, notices: ['Went back.'] }));
  expect(at(149)).toEqual([
    expect.stringContaining('a new one is trained alone until step 150'),
    'Went back.',
  ]);
  expect(at(150)).toEqual(['Went back.']);
});

it('knows how far a run is', () => {
  expect(runShare(at({ status: 'preparing', done: 0, total: 0 }))).toBeNull();
  expect(runShare(at({ status: 'preparing', done: 5, total: 10 }))).toBe(0.5);
  expect(runShare(at({ status: 'running', secondsLeft: null }))).toBeCloseTo(0.2);
  expect(runShare(at({ status: 'done' }, 2000))).toBe(1);
});

it('knows which runs go on by themselves', () => {
  expect(isUnderWay(at({ status: 'queued' }).state)).toBe(true);
  expect(isUnderWay(at({ status: 'paused', reason: 'disk-full', message: '' }).state)).toBe(false);
});

it('finds the checkpoint nearest to a step, the later one of two', () => {
  expect(nearest([0, 100, 200], 140)).toBe(100);
  expect(nearest([100, 200], 150)).toBe(200);
  expect(nearest([], 3)).toBeUndefined();
});
