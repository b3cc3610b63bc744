/** What can be done with a run, and what is said of it. */
import type { TrainingRun } from '../../shared/training.ts';
import type { TrainContext } from './context.ts';

/** Puts a checkpoint into the library, and shows the way to it. */
export async function keepAsModel(
  { app: { notices, workspace }, training }: TrainContext,
  { id }: TrainingRun,
  step: number,
  name: string,
): Promise<void> {
  const model = await training.runs.keep(id, step, name);
  notices.info(`${model} added to the library.`, {
    label: 'Open in Create',
    run: () => {
      workspace.updateCreate({ model, steps: null });
      workspace.update({ view: 'create' });
    },
  });
}
