/** A run on the command line: its bar, what it says on the way, and its end. */
import { counted, number } from '../../../shared/counted.ts';
import { describeOtherFiles, describePictures, describeRefused } from '../../../shared/data-report.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { type DataReport, describeAloneSteps, type TrainingRun } from '../../../shared/training.ts';
import type { EventHub } from '../../../studio/interface/event-hub.ts';
import type { TrainingService } from '../../../studio/training/training-runs.ts';
import type { CommandContext } from '../../context.ts';

/** Refused files that are named. */
const NAMED = 10;

interface Watched {
  readonly runs: TrainingService;
  readonly events: EventHub;
  readonly id: string;
}

/**
 * Shows a run until it is done. Ctrl-C pauses it, and closes the runs.
 *
 * @throws {TrilemmaError} `cancelled` when it was paused; what the run ended with.
 */
export async function reachedEnd(
  context: CommandContext,
  { runs, events, id }: Watched,
): Promise<TrainingRun> {
  using bar = context.progressBar('Training');
  const { promise, resolve } = Promise.withResolvers<TrainingRun>();
  let notices = 0;
  let isReported = false;
  const stopListening = events.listen((event) => {
    if (event.name !== 'training' || event.payload.id !== id) return;
    const run = event.payload;
    if (run.data !== null && !isReported) {
      isReported = true;
      noteData(context, run.data);
      if (run.step < run.aloneSteps) {
        context.note(describeAloneSteps(run.aloneSteps));
      }
    }
    for (const notice of run.notices.slice(notices)) context.note(notice);
    notices = run.notices.length;
    const { state } = run;
    if (state.status === 'preparing') bar.update(state.done, Math.max(1, state.total));
    else if (state.status === 'running') bar.update(run.step, run.spec.settings.steps);
    else if (state.status !== 'queued') resolve(run);
  });
  const pause = () => void runs[Symbol.asyncDispose]();
  context.signal.addEventListener('abort', pause);
  try {
    return ended(await promise);
  } finally {
    context.signal.removeEventListener('abort', pause);
    stopListening();
  }
}

function ended(run: TrainingRun): TrainingRun {
  const { state, checkpoints, spec } = run;
  if (state.status === 'failed') throw new TrilemmaError(state.code, state.message);
  if (state.status !== 'paused') return run;
  // Where the last step took too long, the run goes on from its last checkpoint.
  const kept = checkpoints.at(-1) ?? 0;
  const how = `Paused after ${number.format(kept)} of ${counted(spec.settings.steps, 'step')}: go on with --out ${spec.name} --resume.`;
  throw state.reason === 'disk-full' || state.reason === 'data-gone'
    ? new TrilemmaError(state.reason, `${state.message} ${how}`)
    : new TrilemmaError('cancelled', how);
}

function noteData(context: CommandContext, report: DataReport): void {
  const { examples } = report;
  for (const sentence of [describePictures(report), describeOtherFiles(report), describeRefused(report)]) {
    if (sentence !== null) context.note(sentence);
  }
  for (const { message } of examples.slice(0, NAMED)) context.note(`  ${message}`);
  if (examples.length > NAMED) context.note('  ...');
}
