/** Dragging items of the gallery: out of it as any picture, and onto a collection as all that is selected. */
import { fileDragOf } from '../../pictures/file-drag.ts';
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
  startItemDrag(event, app, item, selected);
}

/** For `dragover`: whether what is dragged is from the gallery. */
export function bringsItems(event: DragEvent): boolean {
  if (event.dataTransfer?.types.includes(ITEMS_TYPE) === true) return true;
  return (fileDragOf(event)?.ids.length ?? 0) > 0;
}

/** For `drop`. @returns ids; none where nothing of the gallery was dropped. */
export function droppedItems(event: DragEvent): readonly number[] {
  const text = event.dataTransfer?.getData(ITEMS_TYPE) ?? '';
  return text === '' ? (fileDragOf(event)?.ids ?? []) : text.split(' ').map(Number);
}
