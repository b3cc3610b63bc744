/** Dragging items of the gallery: out of it as any picture, and onto a collection as all that is selected. */
import { startItemDrag } from '../../pictures/picture-drag.ts';
import type { GalleryContext } from '../context.ts';

const ITEMS_TYPE = 'application/x-trilemma-items';

/** For `dragstart`, with the item selected. */
export function dragItem(event: DragEvent, { app, session }: GalleryContext, id: number): void {
  const { items, selected } = session;
  const item = items.get(id);
  if (item === undefined) {
    event.preventDefault();
    return;
  }
  event.dataTransfer?.setData(ITEMS_TYPE, selected.join(' '));
  startItemDrag(event, app, item);
}

/** For `dragover`: whether what is dragged is from the gallery. */
export function bringsItems({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes(ITEMS_TYPE) === true;
}

/** For `drop`. @returns ids; none where nothing of the gallery was dropped. */
export function droppedItems({ dataTransfer }: DragEvent): readonly number[] {
  const text = dataTransfer?.getData(ITEMS_TYPE) ?? '';
  return text === '' ? [] : text.split(' ').map(Number);
}

/** For `dragover`: whether files are dragged in from elsewhere. */
export function bringsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}
