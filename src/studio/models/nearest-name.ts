/** The name that a mistyped one most likely meant, or none where all are too far from it. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const word = typed.toLowerCase().slice(0, MAX_COMPARED);
  let nearest: string | undefined;
  let least = Math.max(2, Math.ceil(word.length / 2));
  for (const name of names) {
    const distance = editDistance(word, name);
    if (distance < least) [nearest, least] = [name, distance];
  }
  return nearest;
}

/** No name is longer, whatever was typed. */
const MAX_COMPARED = 64;

/** Letters to insert, remove or replace (Levenshtein, 1966), row by row. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
