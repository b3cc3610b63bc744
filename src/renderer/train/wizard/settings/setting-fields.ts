/** The advanced settings: their names, what they do, and which values they take. */
import {
  AUGMENTATIONS,
  GENERATOR_FREEZINGS,
  type Augmentation,
  type TrainingSettings,
} from '../../../../shared/training.ts';

type NumberKey = {
  [K in keyof TrainingSettings]: TrainingSettings[K] extends number ? K : never;
}[keyof TrainingSettings];

export interface NumberField {
  readonly key: NumberKey;
  readonly label: string;
  readonly help: string;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

interface FieldGroup {
  readonly title: string;
  readonly fields: readonly NumberField[];
}

const MAX_STEPS = 10_000_000;

const whole = (key: NumberKey, label: string, help: string, min: number, max: number): NumberField => ({
  key,
  label,
  help,
  min,
  max,
  whole: true,
});

const real = (key: NumberKey, label: string, help: string, max: number): NumberField => ({
  key,
  label,
  help,
  min: 0,
  max,
  whole: false,
});

export const FIELD_GROUPS: readonly FieldGroup[] = [
  {
    title: 'Length',
    fields: [
      whole('steps', 'Steps', 'Of D and G. Time grows with it.', 1, MAX_STEPS),
      whole('batch', 'Batch', 'Pictures per step: 1 to 4, or a multiple of 4. Memory grows with it.', 1, 64),
      whole('accumulation', 'Accumulation', 'Batches per update: a larger batch in less memory.', 1, 64),
      whole('seed', 'Seed', 'Of all random draws: the same seed gives the same result.', 0, 0xffff_ffff),
    ],
  },
  {
    title: 'Learning',
    fields: [
      real(
        'rateG',
        'Learning rate of G',
        'How far each step moves the generator. Falls to a tenth by the end.',
        1,
      ),
      real('rateD', 'Learning rate of D', 'The same for the discriminator.', 1),
      real('r1Gamma', 'Weight of R1', 'Keeps D smooth. More where training becomes unsteady.', 100),
      whole('r1Every', 'R1 every', 'In steps. It takes more time than the others.', 1, MAX_STEPS),
      real(
        'emaDecay',
        'Decay of the average',
        'The model is an average of G over its last steps, longer near 1.',
        1,
      ),
      whole('freezeDiscriminator', 'Frozen blocks of D', 'Its first blocks; they keep what they know.', 0, 6),
    ],
  },
  {
    title: 'Checkpoints',
    fields: [
      whole('checkpointEvery', 'Checkpoint every', 'In steps.', 1, MAX_STEPS),
      whole('sampleEvery', 'Samples every', 'In steps.', 1, MAX_STEPS),
      whole('keepLast', 'Keep the last', 'Checkpoints; older ones are deleted.', 1, 1000),
      whole('keepEvery', 'Keep every', 'One in so many of the older ones stays.', 1, MAX_STEPS),
    ],
  },
];

/** What is wrong with a text as the value of a field, or null. */
export function fieldProblem({ key, min, max, whole: isWhole }: NumberField, text: string): string | null {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return 'Enter a number.';
  if (isWhole && !Number.isInteger(value)) return 'Whole numbers only.';
  if (value < min || value > max) return `From ${min} to ${max}.`;
  if ((key === 'rateG' || key === 'rateD') && value === 0) return 'More than 0.';
  if (key === 'emaDecay' && value === 1) return 'Less than 1.';
  return key === 'batch' && value > 4 && value % 4 !== 0 ? '1 to 4, or a multiple of 4.' : null;
}

const AUGMENTATION_WORDS: Readonly<Record<Augmentation, string>> = {
  none: 'None',
  fixed: 'Fixed strength',
  adaptive: 'Adaptive strength',
};

const FREEZING_WORDS: Readonly<Record<TrainingSettings['freezeGenerator'], string>> = {
  nothing: 'Nothing',
  mapping: 'The mapping',
  'all-but-styles': 'All but styles',
  'low-resolutions': 'Low resolutions',
};

export const AUGMENTATION_OPTIONS = AUGMENTATIONS.map((value) => ({
  value,
  label: AUGMENTATION_WORDS[value],
}));

export const FREEZING_OPTIONS = GENERATOR_FREEZINGS.map((value) => ({ value, label: FREEZING_WORDS[value] }));
