import { counted, number } from '../../../shared/counted.ts';
import type { ExportedItems, ExportTarget } from '../../../shared/gallery/gallery-export.ts';
import type { AppState } from '../../app/app-state.svelte.ts';
import { fileNameOf } from '../../app/file-paths.ts';

/** Exports in the queue of jobs, and says when it is done. */
export async function startExport(
  { jobs, notices }: AppState,
  items: ExportedItems,
  target: ExportTarget,
): Promise<void> {
  try {
    const id = await jobs.start({ kind: 'export-gallery', items, target });
    const { state } = await jobs.settled(id);
    if (state.status === 'failed') notices.error(new Error(state.message));
    if (state.status !== 'done' || state.result.kind !== 'export-gallery') return;
    const { pictures, path, notes } = state.result;
    notices.info(`${counted(pictures, 'picture')} exported to ${fileNameOf(path)}.`);
    const [first, ...others] = notes;
    if (first === undefined) return;
    const more = others.length === 0 ? '' : ` The same applies to ${number.format(others.length)} more.`;
    notices.error(new Error(first + more));
  } catch (error) {
    notices.error(error);
  }
}
