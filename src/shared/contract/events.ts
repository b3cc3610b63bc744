/** Events that the studio sends to every open interface. */
import type { Job } from '../job.ts';
import type { Picture, Pixels } from '../picture.ts';
import type { TrainingMetrics, TrainingRun } from '../training.ts';

export type MenuCommand = 'undo' | 'redo' | 'select-all';

export interface Events {
  /** A job came, or went on. */
  job: Job;
  'job-removed': { readonly id: string };
  /** A picture of a generate job after a denoising step: the prediction of x_0. */
  'job-preview': {
    readonly id: string;
    readonly index: number;
    /** Steps done, 1..steps. */
    readonly step: number;
    readonly steps: number;
    readonly pixels: Pixels;
  };
  'job-picture': { readonly id: string; readonly index: number; readonly picture: Picture };
  'models-changed': null;
  'gallery-changed': null;
  'workspace-changed': null;
  'key-frame-sets-changed': null;
  'projects-changed': null;
  /** A video waits for a window that encodes it. */
  'video-waiting': null;
  /** The app was opened with files, which wait to be taken over by `files.opened`. In a desktop's window alone. */
  'files-opened': null;
  /** An entry of the desktop's menu was chosen that means what the studio does. */
  'menu-command': { readonly command: MenuCommand };
  /** A run came, or went on. */
  training: TrainingRun;
  'training-removed': { readonly id: string };
  'training-metrics': { readonly id: string; readonly metrics: readonly TrainingMetrics[] };
}

export type EventName = keyof Events;
