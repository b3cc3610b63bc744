import type { Attachment } from 'svelte/attachments';

interface DragHandlers {
  /** @returns false where it does not want to be dragged. */
  readonly start?: (event: PointerEvent) => boolean | undefined;
  /** @param by CSS pixels since the start */
  readonly move: (by: number, event: PointerEvent) => void;
  /** @param isCancelled whether the system took the pointer away */
  readonly end?: (by: number, isCancelled: boolean) => void;
  /** Pixels that a pointer goes before it drags; less is a click. */
  readonly threshold?: number;
}

/** Drags along the timeline: the pointer stays the element's own until it is let go. */
export function horizontalDrag({ start, move, end, threshold = 0 }: DragHandlers): Attachment<HTMLElement> {
  return (element) => {
    let from: number | null = null;
    let isDragging = false;
    const down = (event: PointerEvent) => {
      if (event.button !== 0 || start?.(event) === false) return;
      event.stopPropagation();
      element.setPointerCapture(event.pointerId);
      from = event.clientX;
      isDragging = threshold === 0;
    };
    const moved = (event: PointerEvent) => {
      if (from === null) return;
      const by = event.clientX - from;
      if (Math.abs(by) > threshold) isDragging = true;
      if (isDragging) move(by, event);
    };
    const up = (event: PointerEvent) => {
      if (from === null) return;
      const by = event.clientX - from;
      from = null;
      if (isDragging) end?.(by, event.type !== 'pointerup');
    };
    const handlers = { pointerdown: down, pointermove: moved, pointerup: up, pointercancel: up } as const;
    const names = Object.keys(handlers) as (keyof typeof handlers)[];
    for (const name of names) element.addEventListener(name, handlers[name]);
    return () => {
      for (const name of names) element.removeEventListener(name, handlers[name]);
    };
  };
}
