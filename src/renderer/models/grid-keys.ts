/** Where an arrow key leads from `index` in a grid that is read row by row; where nothing is, it stays. */
export function nextInGrid(key: string, index: number, count: number, columns: number): number {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -index,
    End: count - 1 - index,
  };
  const next = index + (moves[key] ?? 0);
  return next >= 0 && next < count ? next : index;
}
