/** Dragging pictures: within the window with their recipe, out of it as a file where the picture is kept. */
import type { GalleryItem } from '../../shared/gallery/gallery.ts';
import { parseRecipe } from '../../shared/recipe/parse-recipe.ts';
import { imageUrl } from '../../shared/picture.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import type { AppState } from '../app/app-state.svelte.ts';
import { fileNameOf } from '../app/file-paths.ts';
import { pictureFileName } from './actions/picture-actions.ts';
import { beginFileDrag, fileDragOf } from './file-drag.ts';

const RECIPE_TYPE = 'application/x-trilemma-recipe';
/** Type of files from outside the studio. */
const ANY_TYPE = 'application/octet-stream';

/** For `dragstart` of an element that shows the picture. */
export function startDrag(event: DragEvent, app: AppState, recipe: Recipe): void {
  drag(event, app, recipe, app.gallery.keptOf(recipe) ?? undefined);
}

/**
 * As {@link startDrag}, of an item of the gallery; reference material has no recipe to drop anywhere.
 * @param ids of all items that are dragged, this one among them.
 */
export function startItemDrag(
  event: DragEvent,
  app: AppState,
  item: GalleryItem,
  ids: readonly number[],
): void {
  drag(event, app, item.recipe, item, ids);
}

function drag(
  event: DragEvent,
  app: AppState,
  recipe: Recipe | null,
  kept: GalleryItem | undefined,
  ids: readonly number[] = [],
): void {
  const { dataTransfer: data, target } = event;
  if (data === null) return;
  if (kept !== undefined && app.info?.capabilities.dragOut === true) {
    // The system takes over with the file itself.
    event.preventDefault();
    const asked = app.client.request('files.drag', { id: kept.id });
    void app.attempt(
      asked.then((path) => beginFileDrag({ fileName: fileNameOf(path), recipe, ids }, target)),
    );
    return;
  }
  data.effectAllowed = 'copy';
  if (recipe !== null) data.setData(RECIPE_TYPE, JSON.stringify(recipe));
  if (kept === undefined) return;
  const url = new URL(imageUrl.picture(kept.id), location.href).href;
  data.setData('text/uri-list', url);
  const type = kept.fileType === 'png' ? 'image/png' : ANY_TYPE;
  const name = recipe === null ? kept.title : pictureFileName(recipe, kept.fileType);
  data.setData('DownloadURL', `${type}:${name}:${url}`);
}

/** For `dragover`: whether what is dragged is a picture of the studio. */
export function bringsRecipe(event: DragEvent): boolean {
  if (event.dataTransfer?.types.includes(RECIPE_TYPE) === true) return true;
  return (fileDragOf(event)?.recipe ?? null) !== null;
}

/** For `drop`. @returns undefined where nothing of the studio was dropped. */
export function droppedRecipe(event: DragEvent): Recipe | undefined {
  const text = event.dataTransfer?.getData(RECIPE_TYPE) ?? '';
  if (text === '') return fileDragOf(event)?.recipe ?? undefined;
  try {
    return parseRecipe(JSON.parse(text));
  } catch {
    return undefined;
  }
}
