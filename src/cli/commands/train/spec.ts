/** The settings of a new run, from the options of `trilemma train`. */
import { resolve } from 'node:path';
import type { Device } from '../../../shared/device.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import {
  type Crop,
  presetSettings,
  type ScratchConfig,
  type TrainingBase,
  type TrainingPreset,
  type TrainingSpec,
} from '../../../shared/training.ts';

export interface TrainOptions {
  readonly data?: string;
  readonly base?: string;
  readonly scratch?: ScratchConfig;
  readonly preset?: TrainingPreset;
  readonly steps?: number;
  readonly batch?: number;
  readonly crop: Crop;
  readonly seed: number;
  readonly device: Device;
  readonly out: string;
  readonly resume?: boolean;
}

/** @throws {TrilemmaError} `usage` where options are missing or do not go together. */
export function specOf(options: TrainOptions, name: string): TrainingSpec {
  const { data, steps, batch, crop, seed, device } = options;
  if (data === undefined) throw new TrilemmaError('usage', 'Give the folder of pictures with --data.');
  if (batch !== undefined && batch > 4 && batch % 4 !== 0) {
    throw new TrilemmaError('usage', 'The batch must be 1 to 4, or a multiple of 4.');
  }
  const base = baseOf(options);
  const preset = presetOf(options);
  const settings = presetSettings(preset);
  return {
    name,
    base,
    data: resolve(data),
    preset,
    settings: {
      ...settings,
      steps: steps ?? settings.steps,
      batch: batch ?? settings.batch,
      crop,
      seed,
      device,
    },
  };
}

function baseOf({ base, scratch }: TrainOptions): TrainingBase {
  if (scratch !== undefined) return { kind: 'scratch', config: scratch };
  if (base !== undefined) return { kind: 'model', model: base };
  throw new TrilemmaError('usage', 'Say what to start from: --base with a model, or --scratch with a size.');
}

/** The other presets leave weights as they are, which from nothing are random. */
function presetOf({ scratch, preset }: TrainOptions): TrainingPreset {
  if (scratch === undefined) return preset ?? 'style';
  if (preset === undefined || preset === 'full') return 'full';
  throw new TrilemmaError(
    'usage',
    `From nothing, everything has to learn: leave --preset ${preset} out, or start from a --base.`,
  );
}
