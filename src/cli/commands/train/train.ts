import { type Command, Option } from 'commander';
import { counted } from '../../../shared/counted.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { CROPS, describeAloneSteps, SCRATCH_CONFIGS, TRAINING_PRESETS } from '../../../shared/training.ts';
import { EventHub } from '../../../studio/interface/event-hub.ts';
import { modelNames } from '../../../studio/models/list-models.ts';
import { checkedModelName } from '../../../shared/models/model-name.ts';
import { CheckedModels } from '../../../studio/rendering/checked-models.ts';
import { TrainingService } from '../../../studio/training/training-runs.ts';
import { useDataFolder } from '../../../studio/use-data-folder.ts';
import type { CommandContext } from '../../context.ts';
import { deviceOption, wholeNumber } from '../../options.ts';
import { reachedEnd } from './progress.ts';
import { changesOf, refuseOtherSettings, runToResume } from './resume.ts';
import { specOf, type TrainOptions } from './spec.ts';

/** A part of the second within which an interrupted command has to end. */
const CLOSE_WITHIN_MS = 300;

export function addTrain(program: Command, context: CommandContext): Command {
  return program
    .command('train')
    .description('train a model on a folder of pictures; Ctrl-C pauses it')
    .option('--data <folder>', 'the pictures, nested or not')
    .option('--base <model>', 'what to start from: name of a model, or the first digits of its hash')
    .addOption(
      new Option('--scratch <size>', 'start from nothing').choices(SCRATCH_CONFIGS).conflicts('base'),
    )
    .addOption(
      new Option('--preset <preset>', 'what learns: style when left out, with --scratch full').choices(
        TRAINING_PRESETS,
      ),
    )
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
    .option('--resume', 'go on with the run of that name; --steps, --device and a moved --data are applied')
    .action((options: TrainOptions, command: Command) => run(context, options, command));
}

async function run(context: CommandContext, options: TrainOptions, command: Command): Promise<void> {
  const events = new EventHub();
  const { modelFolders: folders } = context;
  const name = checkedModelName(options.out);
  const isResumed = options.resume === true;
  if ([...(await modelNames(folders.bundled)), ...(await modelNames(folders.imported))].includes(name)) {
    const advice = isResumed
      ? `rename it before its run goes on, or train it on with --base ${name} and another --out`
      : 'give --out another name';
    throw new TrilemmaError('model-exists', `There is a model named ${name} already: ${advice}.`);
  }
  const models = new CheckedModels(folders);
  using data = await useDataFolder(context.dataFolder);
  await using runs = new TrainingService({
    dataFolder: data.path,
    folders,
    models,
    events,
    inBackground: false,
    closeWithinMs: CLOSE_WITHIN_MS,
  });
  context.saidWhenCutShort = `Paused at the last checkpoint: go on with --out ${name} --resume.`;
  const id = isResumed
    ? await resume(runs, models, name, options, command)
    : await runs.start(specOf(options, name));
  const end = await reachedEnd(context, { runs, events, id });
  const model = await runs.keep({ id, step: end.step, name });
  const isKnown = model !== name;
  context.print(
    [
      isKnown
        ? `${counted(end.step, 'step')} on ${counted(end.data?.pictures ?? 0, 'picture')}, in which the generator has learnt nothing: it is still ${model}, and there is no ${name}. Go on with --out ${name} --resume --steps N.`
        : `${counted(end.step, 'step')} on ${counted(end.data?.pictures ?? 0, 'picture')}: ${model} is in the library.`,
    ],
    {
      run: id,
      model,
      steps: end.step,
      data: end.data,
      notices: end.aloneSteps > 0 ? [describeAloneSteps(end.aloneSteps), ...end.notices] : end.notices,
    },
  );
}

async function resume(
  runs: TrainingService,
  models: CheckedModels,
  name: string,
  options: TrainOptions,
  command: Command,
): Promise<string> {
  const changes = changesOf(command, options);
  const run = runToResume(await runs.list(), name, changes);
  await refuseOtherSettings(command, options, run, models);
  await runs.resume(run.id, changes);
  return run.id;
}
