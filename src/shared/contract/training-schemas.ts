/** Schemas of what an interface asks about fine-tuning. */
import { z } from 'zod';
import { DEVICES } from '../device.ts';
import { isModelName } from '../models/model-name.ts';
import {
  AUGMENTATIONS,
  CROPS,
  GENERATOR_FREEZINGS,
  SCRATCH_CONFIGS,
  TRAINING_PRESETS,
  type TrainingSpec,
} from '../training.ts';
import type { TrainingRequests } from './training-requests.ts';

const MAX_PATH = 4096;
const MAX_STEPS = 10_000_000;

const none = z.strictObject({});
const id = z.string().min(1).max(64);
const step = z.int().min(0).max(MAX_STEPS);
const count = z.int().min(1).max(MAX_STEPS);
const rate = z.number().positive().max(1);
const modelName = z.string().refine(isModelName, 'must be a name of a model');
const path = z.string().min(1).max(MAX_PATH);

const batch = z
  .int()
  .min(1)
  .max(64)
  .refine((pictures) => pictures <= 4 || pictures % 4 === 0, 'must be 1 to 4, or a multiple of 4');

const settings = z.strictObject({
  steps: count,
  batch,
  accumulation: z.int().min(1).max(64),
  rateG: rate,
  rateD: rate,
  r1Gamma: z.number().min(0).max(100),
  r1Every: count,
  emaDecay: z.number().min(0).lt(1),
  freezeGenerator: z.enum(GENERATOR_FREEZINGS),
  freezeDiscriminator: z.int().min(0).max(6),
  crop: z.enum(CROPS),
  flips: z.boolean(),
  augmentation: z.enum(AUGMENTATIONS),
  checkpointEvery: count,
  sampleEvery: count,
  keepLast: z.int().min(1).max(1000),
  keepEvery: count,
  seed: z.int().min(0).max(0xffff_ffff),
  device: z.enum(DEVICES),
});

export const trainingSpecSchema: z.ZodType<TrainingSpec> = z.strictObject({
  name: modelName,
  base: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('model'), model: modelName }),
    z.strictObject({ kind: z.literal('scratch'), config: z.enum(SCRATCH_CONFIGS) }),
  ]),
  data: path,
  preset: z.enum(TRAINING_PRESETS),
  settings,
});

export const trainingSchemas: {
  readonly [R in keyof TrainingRequests]: z.ZodType<TrainingRequests[R]['params']>;
} = {
  'training.inspect': z.strictObject({
    folder: path,
    side: z.int().min(16).max(1024),
    crop: z.enum(CROPS),
  }),
  'training.estimate': trainingSpecSchema,
  'training.start': trainingSpecSchema,
  'training.list': none,
  'training.metrics': z.strictObject({ id, afterStep: z.int().min(-1).max(MAX_STEPS) }),
  'training.pause': z.strictObject({ id }),
  'training.resume': z.strictObject({ id }),
  'training.stop': z.strictObject({ id }),
  'training.branch': z.strictObject({ id, step, spec: trainingSpecSchema }),
  'training.keep': z.strictObject({ id, step, name: modelName }),
  'training.remove': z.strictObject({ id }),
};
