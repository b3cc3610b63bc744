/** Pictures in rows that fill the width, as on a contact sheet: each row has one height, near the one asked for. */

export interface LayoutParams {
  /** CSS pixels. */
  readonly width: number;
  /** Height that rows should have, CSS pixels. */
  readonly rowHeight: number;
  /** Between pictures and between rows, CSS pixels. */
  readonly gap: number;
}

export interface JustifiedLayout extends LayoutParams {
  /** 1000 * width / height of each picture. */
  readonly aspects: Uint16Array;
  /** Index of each row's first picture, and at the end the count of all. */
  readonly firsts: Uint32Array;
  /** Top of each row, and at the end the height of all with the gap below. */
  readonly tops: Float64Array;
}

export interface Cell {
  readonly index: number;
  readonly x: number;
  readonly width: number;
}

/** Narrower and wider pictures stand in a place of this form, whole. */
const NARROWEST = 300;
const WIDEST = 4000;

/** Rows of 100,000 pictures in one pass. Where nothing has been measured yet, there are no rows. */
export function justified(aspects: Uint16Array, params: LayoutParams): JustifiedLayout {
  const { width, rowHeight, gap } = params;
  const count = width > 0 ? aspects.length : 0;
  const firsts = new Uint32Array(count + 1);
  const tops = new Float64Array(count + 1);
  let row = 0;
  let top = 0;
  let first = 0;
  let sum = 0;
  let lastHeight = rowHeight;
  const end = (next: number, height: number) => {
    firsts[row] = first;
    tops[row] = top;
    row += 1;
    top += height + gap;
    first = next;
  };
  for (let i = 0; i < count; i++) {
    const aspect = placeAspect(aspects[i]!);
    const grown = sum + aspect;
    const withIt = (1000 * (width - gap * (i - first))) / grown;
    if (withIt > rowHeight) {
      sum = grown;
      continue;
    }
    const without = (1000 * (width - gap * (i - first - 1))) / sum;
    // Whichever height is nearer, as a ratio, to the one asked for.
    if (i > first && without / rowHeight < rowHeight / withIt) {
      lastHeight = Math.round(without);
      end(i, lastHeight);
      sum = aspect;
    } else {
      lastHeight = Math.max(1, Math.round(withIt));
      end(i + 1, lastHeight);
      sum = 0;
    }
  }
  // A row that is not full is as high as the one above, so that columns go on.
  if (first < count) end(count, Math.min(lastHeight, Math.round((1000 * width) / sum)));
  firsts[row] = count;
  tops[row] = top;
  return { ...params, aspects, firsts: firsts.slice(0, row + 1), tops: tops.slice(0, row + 1) };
}

export function rowCount({ firsts }: JustifiedLayout): number {
  return firsts.length - 1;
}

export function totalHeight({ tops }: JustifiedLayout): number {
  return tops.at(-1)!;
}

export function rowHeightOf({ tops, gap }: JustifiedLayout, row: number): number {
  return tops[row + 1]! - tops[row]! - gap;
}

/** The row at a height, or the nearest. */
export function rowAt(layout: JustifiedLayout, y: number): number {
  return lastUpTo(layout.tops, y, rowCount(layout));
}

/** The row that a picture is in. */
export function rowOf(layout: JustifiedLayout, index: number): number {
  return lastUpTo(layout.firsts, index, rowCount(layout));
}

/** Places of a row's pictures, on whole pixels; the last of a full row ends with the row. */
export function cellsOf(layout: JustifiedLayout, row: number): readonly Cell[] {
  const { aspects, firsts, gap, width } = layout;
  const height = rowHeightOf(layout, row);
  const cells: Cell[] = [];
  let exact = 0;
  for (let index = firsts[row]!; index < firsts[row + 1]!; index++) {
    const x = Math.round(exact);
    exact += (placeAspect(aspects[index]!) * height) / 1000;
    cells.push({ index, x, width: Math.max(1, Math.min(width, Math.round(exact)) - x) });
    exact += gap;
  }
  return filled(cells, width, row < rowCount(layout) - 1);
}

/** The height was rounded: what is left of the width goes to the pictures, evenly. */
function filled(cells: readonly Cell[], width: number, isFull: boolean): readonly Cell[] {
  const last = cells.at(-1);
  if (!isFull || last === undefined) return cells;
  const rest = width - (last.x + last.width);
  const shift = (i: number) => Math.round((rest * i) / cells.length);
  return cells.map(({ index, x, width: w }, i) => ({
    index,
    x: x + shift(i),
    width: w + shift(i + 1) - shift(i),
  }));
}

export type Step = 'left' | 'right' | 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

/** The picture that a key leads to from another; up and down go to what lies nearest above and below. */
export function stepFrom(layout: JustifiedLayout, index: number, step: Step, pageHeight: number): number {
  const last = layout.aspects.length - 1;
  const row = rowOf(layout, index);
  switch (step) {
    case 'left':
      return Math.max(0, index - 1);
    case 'right':
      return Math.min(last, index + 1);
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'up':
      return row === 0 ? index : nearestIn(layout, row - 1, index);
    case 'down':
      return row === rowCount(layout) - 1 ? index : nearestIn(layout, row + 1, index);
    case 'page-up': {
      const to = rowAt(layout, layout.tops[row]! - pageHeight);
      return nearestIn(layout, Math.max(0, Math.min(row - 1, to)), index);
    }
    case 'page-down': {
      const to = rowAt(layout, layout.tops[row]! + pageHeight);
      return nearestIn(layout, Math.min(rowCount(layout) - 1, Math.max(row + 1, to)), index);
    }
  }
}

function nearestIn(layout: JustifiedLayout, row: number, index: number): number {
  const own = cellsOf(layout, rowOf(layout, index)).find((cell) => cell.index === index);
  const centre = own === undefined ? 0 : own.x + own.width / 2;
  const distance = ({ x, width }: Cell) => Math.abs(x + width / 2 - centre);
  return cellsOf(layout, row).reduce((best, cell) => (distance(cell) < distance(best) ? cell : best)).index;
}

function placeAspect(aspect: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, aspect));
}

/** The last place among `count` ascending numbers whose number is at most `value`; the first where none is. */
function lastUpTo(numbers: Uint32Array | Float64Array, value: number, count: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (numbers[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
