/**
 * `trilemma`: exit 0 done, 1 a check or something of the machine failed, 2 bad input; after a signal, 128 and its number
 * (130 for Ctrl-C, 143 for SIGTERM); 141 where the reader of the output has left.
 */
import { Command, CommanderError } from 'commander';
import { isNotUtf8 } from '../platform/file-error.ts';
import { type ErrorCode, TrilemmaError } from '../shared/errors.ts';
import { asTrilemmaError } from '../platform/error-log.ts';
import { APP_VERSION } from '../studio/version.ts';
import { addBench } from './commands/bench.ts';
import { addGallery } from './commands/gallery.ts';
import { addGenerate } from './commands/generate.ts';
import { addImport } from './commands/import.ts';
import { addInterpolate } from './commands/interpolate.ts';
import { addModels } from './commands/models.ts';
import { addReproduce } from './commands/reproduce.ts';
import { addServe } from './commands/serve.ts';
import { addTrain } from './commands/train.ts';
import { addVerify } from './commands/verify.ts';
import { CommandContext } from './context.ts';

const DONE = 0;
const FAILED = 1;
const BAD_INPUT = 2;
const CANCELLED = 130;

/** Errors that are not the input's fault. */
const EXIT_CODES: Readonly<Partial<Record<ErrorCode, number>>> = {
  cancelled: CANCELLED,
  'engine-died': FAILED,
  'engine-failed': FAILED,
  unexpected: FAILED,
  graph: FAILED,
};

/**
 * Runs one command line.
 *
 * @param exit ends the process, where an interrupted command does not end in time
 * @returns the exit code.
 */
export async function run(
  args: readonly string[],
  exit: (code: number) => void = () => undefined,
): Promise<number> {
  using context = new CommandContext(args.includes('--json'), exit);
  const code = await outcome(args, context);
  return (await context.outputFailure()) ?? code;
}

async function outcome(args: readonly string[], context: CommandContext): Promise<number> {
  const program = new Command('trilemma')
    .description('Pictures from denoising diffusion GANs, on your own machine.')
    .version(APP_VERSION)
    .option('--json', 'print one JSON object')
    .exitOverride()
    .configureOutput({ writeOut: (text) => context.printText(text), writeErr: () => undefined });
  for (const add of [
    addModels,
    addImport,
    addGenerate,
    addGallery,
    addInterpolate,
    addReproduce,
    addVerify,
    addTrain,
    addBench,
    addServe,
  ]) {
    add(program, context).exitOverride().option('--json', 'print one JSON object');
  }
  try {
    const unreadable = args.find((argument) => isNotUtf8(argument));
    if (unreadable !== undefined) {
      throw new TrilemmaError(
        'usage',
        `${unreadable} is not in UTF-8 (where it shows \uFFFD): a file or folder of such a name can be opened here only after it is renamed.`,
      );
    }
    await program.parseAsync(args, { from: 'user' });
    return context.interruptedExitCode ?? (context.failed ? FAILED : DONE);
  } catch (error) {
    if (error instanceof CommanderError) return usage(context, namedCommand(program, args), error);
    const interrupted = context.interruptedExitCode;
    // Whatever failed as the command was broken off, it failed of that.
    const isCancelled = error instanceof TrilemmaError && error.code === 'cancelled';
    const told =
      interrupted === undefined || isCancelled
        ? asTrilemmaError(error)
        : new TrilemmaError('cancelled', 'Cancelled.');
    context.fail(told.code, told.message);
    return interrupted ?? EXIT_CODES[told.code] ?? BAD_INPUT;
  }
}

/**
 * Help and version come as errors too, with exit code 0.
 *
 * @param command the one that was given too little, or what it does not know
 */
function usage(context: CommandContext, command: Command, error: CommanderError): number {
  if (error.exitCode === 0) return DONE;
  const help = `See ${fullName(command)} --help.`;
  if (error.code !== 'commander.help') {
    context.fail('usage', `${sentence(error.message)} ${help}`);
  } else if (context.json) {
    const names = command.commands.map((known) => known.name()).join(', ');
    context.fail('usage', `Say what ${fullName(command)} is to do: ${names}. ${help}`);
  } else {
    process.stderr.write(command.helpInformation());
  }
  return BAD_INPUT;
}

/** Commander's message in one line. */
function sentence(message: string): string {
  const text = message.replace(/^error: /, '').replace(/\s+/g, ' ');
  return /[.?)]$/.test(text) ? text : `${text}.`;
}

/** The command that the arguments lead to, or the group of commands. */
function namedCommand(program: Command, args: readonly string[]): Command {
  return args.reduce(
    (command, arg) => command.commands.find((known) => known.name() === arg) ?? command,
    program,
  );
}

/** With the names of the groups that it is in. */
function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}
