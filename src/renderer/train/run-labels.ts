/** Runs of training in words. */
import { counted, number } from '../../shared/counted.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { describeAloneSteps, type TrainingRun, type TrainingSpec } from '../../shared/training.ts';
import { durationText } from '../app/labels/duration-text.ts';

/** What the run does at the moment, in a few words. */
export function statusText({ state, step, spec }: TrainingRun): string {
  const steps = `${number.format(step)} of ${counted(spec.settings.steps, 'step')}`;
  switch (state.status) {
    case 'queued':
      return 'Waiting';
    case 'preparing':
      return state.total === 0
        ? 'Preparing'
        : `Reading pictures, ${number.format(state.done)} of ${number.format(state.total)}`;
    case 'running':
      return state.secondsLeft === null ? steps : `${steps}, about ${durationText(state.secondsLeft)} left`;
    case 'done':
      return `Done, ${counted(step, 'step')}`;
    case 'paused':
    case 'stopped':
    case 'failed':
      return `${STATUS_TITLES[state.status]} after ${steps}`;
    default:
      return assertNever(state);
  }
}

/** The same for a list, in which a bar says how far it is. */
export function briefly(run: TrainingRun): string {
  const { state, step } = run;
  switch (state.status) {
    case 'running':
      return `Step ${number.format(step)}`;
    case 'paused':
    case 'stopped':
    case 'failed':
      return `${STATUS_TITLES[state.status]} at step ${number.format(step)}`;
    case 'queued':
    case 'preparing':
    case 'done':
      return statusText(run);
    default:
      return assertNever(state);
  }
}

const STATUS_TITLES = { paused: 'Paused', stopped: 'Stopped', failed: 'Failed' } as const;

/** What is worth knowing of a run: what it set right by itself, and why its pictures do not change yet. */
export function noticesOf({ notices, step, aloneSteps }: TrainingRun): readonly string[] {
  return step < aloneSteps ? [describeAloneSteps(aloneSteps), ...notices] : notices;
}

/** How far it is, 0..1; null where that is not known. */
export function runShare({ state, step, spec }: TrainingRun): number | null {
  if (state.status === 'preparing') return state.total === 0 ? null : state.done / state.total;
  return Math.min(1, step / spec.settings.steps);
}

/** `From faces, Style`. */
export function originText({ base, preset }: TrainingSpec): string {
  const from = base.kind === 'model' ? base.model : `scratch, ${base.config}`;
  return `From ${from} · ${PRESET_TITLES[preset]}`;
}

export const PRESET_TITLES = { style: 'Style', balanced: 'Balanced', full: 'Full' } as const;

/** The checkpoint nearest to a step; undefined where there is none. */
export function nearest(checkpoints: readonly number[], step: number): number | undefined {
  return checkpoints.reduce<number | undefined>(
    (best, at) => (best === undefined || Math.abs(at - step) <= Math.abs(best - step) ? at : best),
    undefined,
  );
}
