import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { counted } from '../../shared/counted.ts';
import type { Device } from '../../shared/device.ts';
import { dataFolder } from '../../platform/data-folder.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import {
  type Crop,
  CROPS,
  presetSettings,
  type ScratchConfig,
  SCRATCH_CONFIGS,
  TRAINING_PRESETS,
  type TrainingBase,
  type TrainingPreset,
  type TrainingRun,
  type TrainingSpec,
} from '../../shared/training.ts';
import { EventHub } from '../../studio/interface/event-hub.ts';
import { modelNames } from '../../studio/models/list-models.ts';
import { modelFolders } from '../../studio/models/model-folders.ts';
import { checkedModelName } from '../../studio/models/model-name.ts';
import { CheckedModels } from '../../studio/rendering/checked-models.ts';
import { TrainingRuns } from '../../studio/training/training-runs.ts';
import { useDataFolder } from '../../studio/use-data-folder.ts';
import type { CommandContext } from '../context.ts';
import { deviceOption, wholeNumber } from '../options.ts';
import { reachedEnd } from './train-progress.ts';

/** Of the second in which the command has to end. */
const CLOSE_WITHIN_MS = 300;

interface Options {
  readonly data?: string;
  readonly base?: string;
  readonly scratch?: ScratchConfig;
  readonly preset: TrainingPreset;
  readonly steps?: number;
  readonly batch?: number;
  readonly crop: Crop;
  readonly seed: number;
  readonly device: Device;
  readonly out: string;
  readonly resume?: boolean;
}

export function addTrain(program: Command, context: CommandContext): Command {
  return program
    .command('train')
    .description('train a model on a folder of pictures; Ctrl-C pauses it')
    .option('--data <folder>', 'the pictures, nested or not')
    .option('--base <model>', 'what to start from: name of a model, or the first digits of its hash')
    .addOption(
      new Option('--scratch <size>', 'start from nothing').choices(SCRATCH_CONFIGS).conflicts('base'),
    )
    .addOption(new Option('--preset <preset>', 'what learns').choices(TRAINING_PRESETS).default('style'))
    .option('--steps <n>', "in all; the preset's when left out", wholeNumber(1, 10_000_000))
    .option(
      '--batch <n>',
      "pictures of a step: 1 to 4, or a multiple of 4; the preset's when left out",
      wholeNumber(1, 64),
    )
    .addOption(new Option('--crop <where>', 'the square of a picture').choices(CROPS).default('centre'))
    .option('--seed <n>', 'of all that is drawn', wholeNumber(0, 0xffff_ffff), 1)
    .addOption(deviceOption())
    .requiredOption('--out <name>', 'what to call the model')
    .option('--resume', 'go on with the run of that name that was paused')
    .action((options: Options) => run(context, options));
}

async function run(context: CommandContext, options: Options): Promise<void> {
  const events = new EventHub();
  const folders = modelFolders();
  const name = checkedModelName(options.out);
  if ([...(await modelNames(folders.bundled)), ...(await modelNames(folders.imported))].includes(name)) {
    throw new TrilemmaError(
      'model-exists',
      `There is a model named ${name} already: give --out another name.`,
    );
  }
  const models = new CheckedModels(folders);
  using data = await useDataFolder(dataFolder());
  await using runs = new TrainingRuns({
    dataFolder: data.path,
    folders,
    models,
    events,
    inBackground: false,
    closeWithinMs: CLOSE_WITHIN_MS,
  });
  context.saidWhenCutShort = `Paused at the last checkpoint: go on with --out ${name} --resume.`;
  const id = options.resume === true ? await resumed(runs, name) : await runs.start(specOf(options, name));
  const end = await reachedEnd(context, { runs, events, id });
  const model = await runs.keep({ id, step: end.step, name });
  context.print(
    [
      `${counted(end.step, 'step')} on ${counted(end.data?.pictures ?? 0, 'picture')}: ${model} is in the library.`,
    ],
    {
      run: id,
      model,
      steps: end.step,
      data: end.data,
      notices: end.notices,
    },
  );
}

async function resumed(runs: TrainingRuns, name: string): Promise<string> {
  const isWaiting = ({ spec, state }: TrainingRun) =>
    spec.name === name && (state.status === 'paused' || state.status === 'failed');
  const run = (await runs.list()).find(isWaiting);
  if (run === undefined) {
    throw new TrilemmaError(
      'usage',
      `There is no run named ${name} that was paused: start one without --resume.`,
    );
  }
  await runs.resume(run.id);
  return run.id;
}

function specOf(options: Options, name: string): TrainingSpec {
  const { data, preset, steps, batch, crop, seed, device } = options;
  if (data === undefined) throw new TrilemmaError('usage', 'Give the folder of pictures with --data.');
  if (batch !== undefined && batch > 4 && batch % 4 !== 0) {
    throw new TrilemmaError('usage', 'The batch must be 1 to 4, or a multiple of 4.');
  }
  const settings = presetSettings(preset);
  return {
    name,
    base: baseOf(options),
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

function baseOf({ base, scratch }: Options): TrainingBase {
  if (scratch !== undefined) return { kind: 'scratch', config: scratch };
  if (base !== undefined) return { kind: 'model', model: base };
  throw new TrilemmaError('usage', 'Say what to start from: --base with a model, or --scratch with a size.');
}
