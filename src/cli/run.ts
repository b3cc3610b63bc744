/**
 * `trilemma`: exit 0 done, 1 a check or something of the machine failed, 2 bad input; after a signal, 128 and its number
 * (130 for Ctrl-C, 143 for SIGTERM); 141 where the reader of the output has left.
 */
import { CommanderError } from 'commander';
import { type ErrorCode, TrilemmaError } from '../shared/errors.ts';
import { checkDataFolderName } from '../platform/data-folder.ts';
import { asTrilemmaError } from '../platform/error-log.ts';
import { EngineClient } from '../studio/engine.ts';
import { CommandContext } from './context.ts';
import { createProgram } from './program.ts';

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
 * @param engine one that outlives the command; without it, the command has its own
 * @returns the exit code.
 */
export async function run(
  args: readonly string[],
  exit: (code: number) => void = () => undefined,
  engine?: EngineClient,
): Promise<number> {
  using own = new EngineClient();
  using context = new CommandContext(args.includes('--json'), exit, engine ?? own);
  const code = await outcome(args, context);
  return (await context.outputFailure()) ?? code;
}

async function outcome(args: readonly string[], context: CommandContext): Promise<number> {
  try {
    checkDataFolderName(context.dataFolder);
    await createProgram(context).parseAsync(args, { from: 'user' });
    return context.interruptedExitCode ?? (context.failed ? FAILED : DONE);
  } catch (error) {
    // After help and version.
    if (error instanceof CommanderError) return DONE;
    const interrupted = context.interruptedExitCode;
    // Whatever failed as the command was broken off, it failed of that.
    const isCancelled = error instanceof TrilemmaError && error.code === 'cancelled';
    const reported =
      interrupted === undefined || isCancelled
        ? asTrilemmaError(error)
        : new TrilemmaError('cancelled', 'Cancelled.');
    context.fail(reported.code, reported.message);
    return interrupted ?? EXIT_CODES[reported.code] ?? BAD_INPUT;
  }
}
