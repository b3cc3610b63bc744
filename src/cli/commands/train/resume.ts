/** `train --resume`: which run it means, and what of it can be given anew. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { counted } from '../../../shared/counted.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { TrainingRun } from '../../../shared/training.ts';
import type { CheckedModels } from '../../../studio/rendering/checked-models.ts';
import { isResumable, type ResumeChanges } from '../../../studio/training/resume-changes.ts';
import { isGiven } from '../../options.ts';
import type { TrainOptions } from './spec.ts';

/** The options that the user gave, without those that have their default. */
export function changesOf(command: Command, { steps, device, data }: TrainOptions): ResumeChanges {
  return {
    steps,
    ...(isGiven(command, '--device') && { device }),
    ...(data !== undefined && { data: resolve(data) }),
  };
}

/** @throws {TrilemmaError} `usage` where there is none. */
export function runToResume(runs: readonly TrainingRun[], name: string, changes: ResumeChanges): TrainingRun {
  const named = runs.filter(({ spec }) => spec.name === name);
  const found = named.find((run) => isResumable(run, changes));
  if (found !== undefined) return found;
  const ended = named.find(({ state }) => state.status === 'done' || state.status === 'stopped');
  throw new TrilemmaError(
    'usage',
    ended === undefined
      ? `There is no run named ${name} that was paused: start one without --resume.`
      : `The run ${name} ended after ${counted(ended.step, 'step')}: give it more with --steps.`,
  );
}

/**
 * Options that decide what the run has learnt so far.
 *
 * @throws {TrilemmaError} `usage` where one of them is given with another value than the run has.
 */
export async function refuseOtherSettings(
  command: Command,
  options: TrainOptions,
  { spec }: TrainingRun,
  models: CheckedModels,
): Promise<void> {
  const { base, settings } = spec;
  const refuse = (flag: string, own: string) => {
    throw new TrilemmaError(
      'usage',
      `${flag} cannot change in a run that has begun: ${spec.name} has ${own}. Leave ${flag} out, or start a new run.`,
    );
  };
  for (const [flag, given, own] of [
    ['--preset', options.preset, spec.preset],
    ['--batch', options.batch, settings.batch],
    ['--crop', options.crop, settings.crop],
    ['--seed', options.seed, settings.seed],
    ['--scratch', options.scratch, base.kind === 'scratch' ? base.config : undefined],
  ] as const) {
    if (isGiven(command, flag) && given !== own)
      refuse(flag, own === undefined ? 'a base' : `${flag} ${own}`);
  }
  if (options.base === undefined) return;
  if (base.kind === 'scratch') return refuse('--base', `--scratch ${base.config}`);
  if (options.base === base.model) return;
  const { card } = await models.find(options.base);
  const own = await models.find(base.model).catch(() => undefined);
  if (card.sha256 !== own?.card.sha256) refuse('--base', `--base ${base.model}`);
}
