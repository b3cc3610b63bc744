/** All commands of `trilemma`, with their options and help. */
import { Command, type CommanderError } from 'commander';
import { APP_VERSION } from '../studio/version.ts';
import { addBench } from './commands/bench.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { addGallery } from './commands/gallery/gallery.ts';
import { addGenerate } from './commands/generate.ts';
import { addHelp } from './commands/help.ts';
import { addImport } from './commands/import.ts';
import { addInterpolate } from './commands/interpolate/interpolate.ts';
import { addModels } from './commands/models/models.ts';
import { addReproduce } from './commands/reproduce.ts';
import { addServe } from './commands/serve.ts';
import { addTrain } from './commands/train/train.ts';
import { addVerify } from './commands/verify.ts';
import { commandPath, everyCommand } from './command-tree.ts';
import type { CommandContext } from './context.ts';
import { EXAMPLES } from './examples.ts';
import { refuseRepeatedOptions, refuseUnusableValues } from './options.ts';
import { usageError } from './usage-error.ts';

/** Parsing it throws a TrilemmaError `usage`, and a CommanderError with exit code 0 after help or version. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('trilemma')
    .description('Pictures from denoising diffusion GANs, on your own machine.')
    .version(APP_VERSION, '-V, --version', 'show the version')
    .configureOutput({
      writeOut: (text) => context.print(text.trimEnd().split('\n'), { text: text.trimEnd() }),
      // Help after an incomplete command line; `usageError` says what is wrong with it.
      writeErr: (text) =>
        text
          .trimEnd()
          .split('\n')
          .forEach((line) => context.note(line)),
      outputError: () => undefined,
    })
    .hook('preAction', (_, command) => refuseUnusableValues(command));
  for (const add of [
    addModels,
    addImport,
    addGenerate,
    addGallery,
    addInterpolate,
    addReproduce,
    addVerify,
    addTrain,
    addEvaluate,
    addBench,
    addServe,
    addHelp,
  ]) {
    add(program, context);
  }
  for (const command of everyCommand(program)) complete(command);
  return program;
}

/** Adds what all commands share: `--json`, examples, and errors as one sentence. */
function complete(command: Command): void {
  command.option('--json', 'print one JSON object').helpOption('-h, --help', 'show this help');
  refuseRepeatedOptions(command);
  const examples = EXAMPLES[commandPath(command)] ?? [];
  if (examples.length > 0) {
    const lines = examples.map((example) => `  trilemma ${example}`);
    command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
  }
  command.exitOverride((error: CommanderError): never => {
    throw error.exitCode === 0 ? error : usageError(command, error);
  });
}
