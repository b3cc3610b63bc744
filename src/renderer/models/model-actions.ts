/** What can be done with a model of the library. */
import type { ExportFormat } from '../../shared/job.ts';
import type { ModelSummary, RemovedModelSummary } from '../../shared/models/model-summary.ts';
import { chooseFile } from '../ui/files/choose-file.ts';
import type { AppState } from '../app/app-state.svelte.ts';
import type { ModelsContext } from './context.ts';

export function useInCreate({ workspace }: AppState, { card }: ModelSummary): void {
  workspace.updateCreate({ model: card.name, steps: null });
  workspace.update({ view: 'create' });
}

/** Asks for a checkpoint, and imports it. */
export async function importChosen({ app, imports }: ModelsContext): Promise<void> {
  const path = await app.attempt(chooseFile(app, 'open-checkpoint'));
  if (path !== undefined && path !== null) await app.attempt(imports.path(path));
}

/** Asks for a place, and writes the model there; how far it is and what fails is in the queue. */
export async function exportToFile(
  app: AppState,
  { card }: ModelSummary,
  format: ExportFormat,
): Promise<void> {
  const path = await app.attempt(chooseFile(app, `save-${format}`, `${card.name}.${format}`));
  if (path === undefined || path === null) return;
  const id = await app.attempt(app.jobs.start({ kind: 'export-model', model: card.name, format, path }));
  if (id === undefined) return;
  const { state } = await app.jobs.settled(id);
  if (state.status === 'done' && state.result.kind === 'export-model') {
    const { path, notes } = state.result;
    app.notices.info([`${card.title} exported to ${path}.`, ...notes].join(' '));
  }
}

/**
 * Gives an imported model another title.
 * @throws {TrilemmaError} 'model-exists' where another has that name.
 */
export async function renameTo(
  { client, workspace, models }: AppState,
  { card }: ModelSummary,
  title: string,
): Promise<ModelSummary | undefined> {
  const { name } = await client.request('models.rename', { name: card.name, to: title });
  await models.load();
  if (workspace.create.model === card.name) workspace.updateCreate({ model: name });
  return models.named(name);
}

export async function moveModelToTrash(app: AppState, name: string): Promise<void> {
  const { client, notices } = app;
  const { id } = await client.request('models.remove', { name });
  notices.info(`${name} moved to the trash.`, {
    label: 'Undo',
    run: () => void app.attempt(putModelBack(app, { id, name })),
  });
}

/** Brings a removed model back. */
export async function putModelBack(
  { client, notices }: AppState,
  { id, name }: Pick<RemovedModelSummary, 'id' | 'name'>,
): Promise<void> {
  const restored = await client.request('models.restore', { id });
  notices.info(restored.name === name ? `${name} restored.` : `${name} restored as ${restored.name}.`);
}
