/**
 * Where every picture of every batch is on the stage. Places are known before the pictures are, so nothing moves as they
 * arrive.
 */
import type { StagePlace } from '../create-session.svelte.ts';

/** All lengths in CSS pixels. */
export interface StageMetrics {
  readonly width: number;
  /** Height of the part that is seen. */
  readonly height: number;
  /** Between two pictures. */
  readonly gap: number;
  /** Height of a batch's header. */
  readonly header: number;
  /** The least that a header needs. */
  readonly headerWidth: number;
  /** Below a batch. */
  readonly spacing: number;
}

export interface BatchPlace {
  readonly id: string;
  readonly count: number;
  readonly top: number;
  /** Height of the header and the pictures. */
  readonly height: number;
  readonly columns: number;
  /** Side of a picture. */
  readonly tile: number;
  /** Left edge of the first picture. */
  readonly left: number;
  readonly gridTop: number;
  /** From the left to the header, and as much to the right of it. */
  readonly headerLeft: number;
  /** From one picture to the next. */
  readonly pitch: number;
}

export interface StageLayout {
  readonly places: readonly BatchPlace[];
  readonly height: number;
}

/** No picture is smaller, however many there are: the stage scrolls instead. */
export const SMALLEST_TILE = 56;

/**
 * @param batches how many pictures each shows, from the top.
 * @param tile side of a picture, or null to fit each batch into what is seen at once.
 */
export function layoutStage(
  batches: readonly { readonly id: string; readonly count: number }[],
  metrics: StageMetrics,
  tile: number | null,
): StageLayout {
  const places: BatchPlace[] = [];
  let top = 0;
  for (const { id, count } of batches) {
    const place = placeBatch(id, count, top, metrics, tile);
    places.push(place);
    top += place.height + metrics.spacing;
  }
  return { places, height: top };
}

function placeBatch(
  id: string,
  count: number,
  top: number,
  { width, height, gap, header, headerWidth }: StageMetrics,
  tile: number | null,
): BatchPlace {
  const { columns, side } =
    tile === null ? fitted(count, width, height - header, gap) : chosen(count, width, tile, gap);
  const rows = Math.ceil(count / columns);
  const left = Math.max(0, Math.floor((width - columns * (side + gap) + gap) / 2));
  const gridHeight = rows === 0 ? 0 : rows * (side + gap) - gap;
  return {
    id,
    count,
    top,
    height: header + gridHeight,
    columns,
    tile: side,
    left,
    headerLeft: Math.max(0, Math.min(left, Math.floor((width - headerWidth) / 2))),
    gridTop: top + header,
    pitch: side + gap,
  };
}

function chosen(count: number, width: number, tile: number, gap: number) {
  const side = Math.max(1, Math.floor(Math.min(tile, width)));
  const columns = Math.max(1, Math.min(count, Math.floor((width + gap) / (side + gap))));
  return { columns, side };
}

/** As large as the pictures can be while all are seen; full rows are worth some size, and 16 stand in 4 x 4. */
function fitted(count: number, width: number, height: number, gap: number) {
  let best = { columns: 1, side: 0, score: -1 };
  const root = Math.sqrt(count);
  const most = Math.max(1, Math.min(count, Math.floor((width + gap) / (SMALLEST_TILE + gap))));
  for (let columns = 1; columns <= most; columns++) {
    const rows = Math.max(1, Math.ceil(count / columns));
    const side = Math.floor(Math.min((width + gap) / columns, (height + gap) / rows) - gap);
    const score = (side * count) / (columns * rows);
    if (columns === root && side >= SMALLEST_TILE) return { columns, side };
    if (score > best.score) best = { columns, side, score };
  }
  if (best.side >= SMALLEST_TILE) return best;
  return chosen(count, width, SMALLEST_TILE, gap);
}

/** Which of a batch's pictures meet the stretch from `top` to `bottom` of the stage: from..to-1. */
export function visibleIndexes(
  { count, columns, pitch, gridTop }: BatchPlace,
  top: number,
  bottom: number,
): { readonly from: number; readonly to: number } {
  const row = (y: number) => Math.floor((y - gridTop) / pitch);
  const from = Math.max(0, row(top)) * columns;
  const to = Math.min(count, (row(bottom) + 1) * columns);
  return { from, to: Math.max(from, to) };
}

/** Where a picture stands. */
export function tilePosition({ columns, left, gridTop, pitch }: BatchPlace, index: number) {
  return { x: left + (index % columns) * pitch, y: gridTop + Math.floor(index / columns) * pitch };
}

export type Move = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

/** The picture that a key leads to; the first of all from nowhere, and undefined on an empty stage. */
export function moved({ places }: StageLayout, from: StagePlace | null, move: Move): StagePlace | undefined {
  const shown = places.filter(({ count }) => count > 0);
  const at = shown.findIndex(({ id }) => id === from?.batch);
  const here = shown[at];
  if (from === null || here === undefined) return firstOf(shown[0]);
  const { batch, index } = from;
  const column = index % here.columns;
  switch (move) {
    case 'left':
      return index > 0 ? { batch, index: index - 1 } : (lastOf(shown[at - 1]) ?? from);
    case 'right':
      return index < here.count - 1 ? { batch, index: index + 1 } : (firstOf(shown[at + 1]) ?? from);
    case 'up':
      if (index >= here.columns) return { batch, index: index - here.columns };
      return inLastRow(shown[at - 1], column) ?? from;
    case 'down': {
      const isLastRow = index + here.columns - column >= here.count;
      if (!isLastRow) return { batch, index: Math.min(here.count - 1, index + here.columns) };
      const below = shown[at + 1];
      if (below === undefined) return from;
      return { batch: below.id, index: Math.min(column, below.columns - 1, below.count - 1) };
    }
    case 'first':
      return { batch, index: 0 };
    case 'last':
      return { batch, index: here.count - 1 };
  }
}

function firstOf(place: BatchPlace | undefined): StagePlace | undefined {
  return place && { batch: place.id, index: 0 };
}

function lastOf(place: BatchPlace | undefined): StagePlace | undefined {
  return place && { batch: place.id, index: place.count - 1 };
}

function inLastRow(place: BatchPlace | undefined, column: number): StagePlace | undefined {
  if (place === undefined) return undefined;
  const first = Math.floor((place.count - 1) / place.columns) * place.columns;
  return {
    batch: place.id,
    index: Math.min(place.count - 1, first + Math.min(column, place.columns - 1)),
  };
}
