/** The settings of a training step that a reference file states (docs/ddgan.md, section 6). */
import type { Checkpoint } from '../../core/checkpoint/checkpoint.ts';
import type { AdamConfig } from '../../core/ddgan/training-step/adam.ts';
import { z } from 'zod';
import { TrilemmaError } from '../../shared/errors.ts';

export interface StepSettings {
  /** Denoising steps T. */
  readonly steps: number;
  /** Weight of R1; undefined where the step has none. */
  readonly r1Gamma: number | undefined;
  /** Weight of the distance from x_0 in G's loss; undefined where the step has none. */
  readonly reconstructionWeight: number | undefined;
  readonly adam: AdamConfig;
  /** Learning rates of both halves. */
  readonly rates: { readonly d: number; readonly g: number };
}

const share = z.number().min(0).lt(1);

const schema = z.object({
  num_timesteps: z.int().min(1).max(1000),
  r1_applied: z.boolean().default(true),
  r1_gamma: z.number().nonnegative().nullish(),
  rec_weight: z.number().nonnegative().nullish(),
  lr_d: z.number().positive(),
  lr_g: z.number().positive(),
  adam_betas: z.tuple([share, share]).default([0.5, 0.9]),
  adam_eps: z.number().positive().default(1e-8),
});

/** @throws {TrilemmaError} `checkpoint-corrupt`, naming the setting, where one is missing or makes no sense. */
export function stepSettings({ metadata }: Checkpoint): StepSettings {
  const parsed = schema.safeParse(parse(metadata.config));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TrilemmaError(
      'checkpoint-corrupt',
      `The reference file's config does not describe a training step: ${issue!.path.join('.') || 'config'}: ${issue!.message}.`,
    );
  }
  const { data } = parsed;
  if (data.r1_applied && typeof data.r1_gamma !== 'number') {
    throw new TrilemmaError('checkpoint-corrupt', 'The reference file applies R1 and states no r1_gamma.');
  }
  return {
    steps: data.num_timesteps,
    r1Gamma: data.r1_applied ? (data.r1_gamma ?? undefined) : undefined,
    reconstructionWeight: data.rec_weight ?? undefined,
    adam: { betas: data.adam_betas, epsilon: data.adam_eps },
    rates: { d: data.lr_d, g: data.lr_g },
  };
}

function parse(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? '') as unknown;
  } catch {
    return undefined;
  }
}
