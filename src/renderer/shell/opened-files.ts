/** Files that the app was opened with: each goes where a drop of it would have gone. */
import type { AppState } from '../app/app-state.svelte.ts';
import type { GalleryContext } from '../gallery/context.ts';
import { addPaths } from '../gallery/exchange/add-pictures.ts';
import type { ModelsContext } from '../models/context.ts';

const CHECKPOINT = /\.(?:safetensors|pth|pt|ckpt|bin)$/i;

export interface Openers {
  readonly app: AppState;
  readonly gallery: GalleryContext;
  readonly models: ModelsContext;
}

/** Takes over the files that wait, and opens them; what cannot be opened is told of by whoever takes such files. */
export async function openWaitingFiles({ app, gallery, models }: Openers): Promise<void> {
  const paths = (await app.attempt(app.client.request('files.opened', {}))) ?? [];
  const checkpoints = paths.filter((path) => CHECKPOINT.test(path));
  const others = paths.filter((path) => !CHECKPOINT.test(path));
  for (const path of checkpoints) void app.attempt(models.imports.path(path));
  if (others.length > 0) void addPaths(gallery, others);
  if (paths.length > 0) app.workspace.update({ view: others.length > 0 ? 'gallery' : 'models' });
}
