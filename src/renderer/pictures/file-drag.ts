/**
 * Drags that the system carries out, with the file of a kept picture, so that it can be dropped on other programs. Over the
 * window such a drag looks like that of any file; so what the file is of is remembered here until the drag is over.
 */
import type { Recipe } from '../../shared/recipe/recipe.ts';

export interface FileDrag {
  /** Of the file, as a drop tells it. */
  readonly fileName: string;
  /** Null where the picture has none. */
  readonly recipe: Recipe | null;
  /** Items of the gallery that are dragged with it; none where the picture was not dragged out of the gallery. */
  readonly ids: readonly number[];
}

let current: { readonly drag: FileDrag; readonly end: () => void } | undefined;

/** @param source the dragged element; it gets the `dragend` that the page's own drags end with. */
export function beginFileDrag(drag: FileDrag, source: EventTarget | null): void {
  current?.end();
  const listening = new AbortController();
  const end = () => {
    current = undefined;
    listening.abort();
    source?.dispatchEvent(new Event('dragend', { bubbles: true }));
  };
  current = { drag, end };
  // The page sees nothing of the pointer while the system drags: what it sees of a free one comes after.
  const onPointer = ({ type, buttons }: PointerEvent) => {
    if (type === 'pointerdown' || buttons === 0) end();
  };
  const options = { capture: true, signal: listening.signal };
  addEventListener('pointermove', onPointer, options);
  addEventListener('pointerdown', onPointer, options);
}

/** For events of a drag over the window. @returns what is dragged, where {@link beginFileDrag} told of it. */
export function fileDragOf({ type, dataTransfer }: DragEvent): FileDrag | undefined {
  if (current === undefined || dataTransfer?.types.includes('Files') !== true) return undefined;
  const { drag } = current;
  // Files are told of when they are dropped, and not before: then, one from elsewhere is known.
  if (type === 'drop' && ![...dataTransfer.files].some(({ name }) => name === drag.fileName))
    return undefined;
  return drag;
}

/** For events of a drag over the window: whether it brings files from elsewhere. */
export function bringsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true && fileDragOf(event) === undefined;
}
