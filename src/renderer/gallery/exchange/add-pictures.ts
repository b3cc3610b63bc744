/** Pictures that come into the gallery from elsewhere, and what is said of them. */
import { counted, number } from '../../../shared/counted.ts';
import type { AddedFiles } from '../../../shared/gallery/gallery.ts';
import { DATASET, MANIFEST } from '../../../shared/gallery/gallery-export.ts';
import type { GalleryImport, Job } from '../../../shared/job.ts';
import { shortcutLabel } from '../../app/shortcuts/shortcut-list.ts';
import { chooseFile } from '../../ui/files/choose-file.ts';
import type { AppState } from '../../app/app-state.svelte.ts';
import type { GalleryContext } from '../context.ts';
import { several } from '../gallery-selection.ts';

const EXPORT = /\.(?:json|jsonl|html|zip)$/i;

/** Takes in files: pictures one by one, an export (a zip, a manifest, a folder) as a whole. */
export async function addFiles(context: GalleryContext, files: readonly File[]): Promise<void> {
  const { app } = context;
  const pictures: File[] = [];
  for (const file of files) {
    if (!(await isExport(file))) pictures.push(file);
    else void app.attempt(app.host.pathOf(file, {}).then((path) => importFrom(app, path)));
  }
  await addPictures(context, pictures);
}

/** As {@link addFiles}, of what lies at paths that the studio reads; exports are known by their endings. */
export async function addPaths(context: GalleryContext, paths: readonly string[]): Promise<void> {
  const { app } = context;
  for (const path of paths.filter((path) => EXPORT.test(path))) void app.attempt(importFrom(app, path));
  await addPictures(
    context,
    paths.filter((path) => !EXPORT.test(path)),
  );
}

async function addPictures(
  { app, session }: GalleryContext,
  pictures: readonly (File | string)[],
): Promise<void> {
  if (pictures.length === 0) return;
  const outcome = await app.attempt(session.intake.add(app.host, pictures));
  if (outcome === undefined) return;
  if (outcome.added.length > 0) session.select(several(outcome.added.map(({ id }) => id)));
  tell(app, outcome);
}

/** Asks for an export of the gallery, and imports it. */
export async function importExport(app: AppState): Promise<void> {
  const path = await app.attempt(chooseFile(app, 'open-export'));
  if (path !== undefined && path !== null) await app.attempt(importFrom(app, path));
}

/** A list of pictures by its name, a zip by its first letters, a folder by having none. */
async function isExport(file: File): Promise<boolean> {
  if (file.name === MANIFEST || file.name === DATASET) return true;
  try {
    return (await file.slice(0, 2).text()).startsWith('PK');
  } catch {
    return true;
  }
}

async function importFrom(app: AppState, path: string): Promise<void> {
  const { jobs, notices } = app;
  const { state }: Job = await jobs.settled(await jobs.start({ kind: 'import-gallery', path }));
  if (state.status === 'failed') notices.error(new Error(state.message));
  if (state.status === 'done' && state.result.kind === 'import-gallery') {
    notices.info(importText(state.result));
    if (state.result.refusedCount > 0) notices.error(new Error(refusalText(state.result)));
  }
}

function tell(app: AppState, { added, refused }: AddedFiles): void {
  if (refused.length > 0) {
    app.notices.error(new Error(refusalText({ refused, refusedCount: refused.length })));
  }
  const [first] = added;
  if (first === undefined) return;
  const { recipe, title } = first;
  if (added.length > 1) {
    const references = added.filter(({ kind }) => kind === 'reference').length;
    app.notices.info(`${counted(added.length, 'picture')} added${referenceText(references)}.`);
  } else if (recipe === null) app.notices.info(`${title} added as a reference picture.`);
  else {
    app.notices.info(`${title} added with its recipe.`, {
      label: shortcutLabel('picture.create'),
      run: () => app.destinations.reuse(recipe),
    });
  }
}

function referenceText(count: number): string {
  return count === 0 ? '' : `, ${number.format(count)} of them reference pictures`;
}

function importText({ added, updated }: GalleryImport): string {
  return updated === 0
    ? `${counted(added, 'picture')} imported.`
    : `${counted(added, 'picture')} imported, ${counted(updated, 'picture')} updated.`;
}

function refusalText({
  refused: [first],
  refusedCount,
}: Pick<GalleryImport, 'refused' | 'refusedCount'>): string {
  const reason = first?.message ?? '';
  return refusedCount === 1
    ? reason
    : `${counted(refusedCount, 'picture')} could not be added. The first: ${reason}`;
}
