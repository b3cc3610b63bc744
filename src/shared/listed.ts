/** Lists within sentences, which stay readable however long the list is. */

import { number } from './counted.ts';

interface ListOptions {
  /** How many are named; of the rest, the number. */
  readonly most?: number;
  readonly separator?: string;
}

/** `a, b, c`; of more than `most` (3) items the first ones: `a, b, c, and 4 more`. */
export function listed(items: readonly string[], { most = 3, separator = ', ' }: ListOptions = {}): string {
  const rest = items.length - most;
  const named = rest > 0 ? [...items.slice(0, most), `and ${number.format(rest)} more`] : items;
  return named.join(separator);
}
