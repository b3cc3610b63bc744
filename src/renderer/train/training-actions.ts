/** What can be done with a run, and what is said of it. */
import type { TrainingRun } from '../../shared/training.ts';
import type { AppState } from '../app/app-state.svelte.ts';

/** Puts a checkpoint into the library, and shows the way to it. */
export async function keepAsModel(
  { training, notices, workspace }: AppState,
  { id }: TrainingRun,
  step: number,
  name: string,
): Promise<void> {
  const model = await training.runs.keep(id, step, name);
  notices.info(`${model} is in the library.`, {
    label: 'Open in Create',
    run: () => {
      workspace.updateCreate({ model, steps: null });
      workspace.update({ view: 'create' });
    },
  });
}
