/** A run as its `run.json` holds it; all else follows from the files beside it. */
import { z } from 'zod';
import type { TrainingPlan } from '../../engine/training/protocol.ts';
import { BAND_ORDERS, DISCRIMINATOR_VARIANTS } from '../../shared/models/architecture.ts';
import { trainingSpecSchema } from '../../shared/contract/training-schemas.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { DataReport, TrainingRun, RunState } from '../../shared/training.ts';
import { reportSchema } from './data/pack-report.ts';

/** The networks, and where their weights come from. */
export type Networks = Omit<TrainingPlan, 'settings'>;

export interface RunRecord {
  readonly version: 1;
  readonly id: string;
  readonly spec: TrainingRun['spec'];
  readonly state: RunState;
  readonly data: DataReport | null;
  /** Key of the cached crops. */
  readonly pack: string | null;
  readonly networks: Networks;
  readonly parent: TrainingRun['parent'];
  readonly notices: readonly string[];
  /** Factor of the learning rates: halved at every divergence. */
  readonly rateFactor: number;
  /** How often the losses were no numbers since the run was last started by hand. */
  readonly setbacks: number;
  /** The base model's title and licence, from its card. */
  readonly base: { readonly title: string; readonly license: string } | null;
  readonly createdAt: number;
}

const size = z.int().min(1).max(65_536);

const networksSchema: z.ZodType<Networks> = z.object({
  start: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('model'), path: z.string(), discriminator: z.string().nullable() }),
    z.object({ kind: z.literal('scratch') }),
  ]),
  generator: z.object({
    imageSize: size,
    numChannels: size,
    nf: size,
    chMult: z.array(size),
    numResBlocks: size,
    attnResolutions: z.array(size),
    nz: size,
    zEmbDim: size,
    nMlp: z.int().min(0).max(100),
    wavelet: z
      .object({
        levels: z.enum(['fir', 'haar']),
        bandOrder: z.enum(BAND_ORDERS),
        patchSize: z.literal([1, 2]),
      })
      .exactOptional(),
  }),
  discriminator: z.object({
    variant: z.enum(DISCRIMINATOR_VARIANTS),
    imageSize: size,
    numChannels: size,
    numLayers: size.exactOptional(),
    ngf: size,
    tEmbDim: size,
  }),
  denoisingSteps: z.int().min(1).max(1000),
});

const code = z.string().transform((text) => text as ErrorCode);

const stateSchema: z.ZodType<RunState> = z.discriminatedUnion('status', [
  z.object({ status: z.literal('queued') }),
  z.object({ status: z.literal('preparing'), done: z.number(), total: z.number() }),
  z.object({ status: z.literal('running'), secondsLeft: z.number().nullable() }),
  z.object({
    status: z.literal('paused'),
    reason: z.enum(['user', 'disk-full', 'data-gone', 'closed']),
    message: z.string(),
  }),
  z.object({ status: z.literal('done') }),
  z.object({ status: z.literal('stopped') }),
  z.object({ status: z.literal('failed'), code, message: z.string() }),
]);

export const runRecordSchema: z.ZodType<RunRecord> = z.object({
  version: z.literal(1),
  id: z.string(),
  spec: trainingSpecSchema,
  state: stateSchema,
  data: reportSchema.nullable(),
  pack: z.string().nullable(),
  networks: networksSchema,
  parent: z.object({ id: z.string(), step: z.int().min(0) }).nullable(),
  notices: z.array(z.string()),
  rateFactor: z.number().positive().max(1),
  setbacks: z.int().min(0),
  base: z.object({ title: z.string(), license: z.string() }).nullable(),
  createdAt: z.number(),
});
