/** Jobs in words. */
import { counted } from '../../../shared/counted.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import type { Job, JobProgress, JobSpec } from '../../../shared/job.ts';
import { fileNameOf } from '../file-paths.ts';
import { durationText } from './duration-text.ts';

export function jobTitle(spec: JobSpec): string {
  switch (spec.kind) {
    case 'generate':
      return `${counted(spec.pictures.length, 'picture')} of ${spec.model}`;
    case 'import-model':
      return `Import ${fileNameOf(spec.path)}`;
    case 'export-model':
      return `Export ${spec.model} to ${fileNameOf(spec.path)}`;
    case 'benchmark':
      return `Measure ${spec.model} on ${spec.device}`;
    case 'measure-quality':
      return `Measure the quality of ${spec.model}`;
    case 'export-gallery':
      return `Export pictures to ${fileNameOf(spec.target.path)}`;
    case 'import-gallery':
      return `Import pictures from ${fileNameOf(spec.path)}`;
    case 'render-film':
      return `Render ${fileNameOf(spec.target.out)}`;
    default:
      return assertNever(spec);
  }
}

/** @returns what the job's state is, in a few words. */
export function jobStatus({ state }: Job): string {
  switch (state.status) {
    case 'queued':
      return 'Waiting';
    case 'running':
      return timeLeft(state.progress);
    case 'paused':
      return 'Paused';
    case 'done':
      return 'Done';
    case 'failed':
      return state.message;
    case 'cancelled':
      return 'Cancelled';
    default:
      return assertNever(state);
  }
}

/** How far it is, 0..1; null where that is not known. */
export function jobShare({ state }: Job): number | null {
  if (state.status !== 'running' && state.status !== 'paused') return null;
  if (state.progress === null || state.progress.total === 0) return null;
  return Math.min(1, state.progress.done / state.progress.total);
}

function timeLeft(progress: JobProgress | null): string {
  const seconds = progress?.secondsLeft ?? null;
  if (seconds === null) return 'Starting';
  const words = `${durationText(seconds)} left`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
