/** Which items of the gallery are selected, and which one has the focus. Orders are lists of ids as they are shown. */

export interface Selection {
  readonly ids: ReadonlySet<number>;
  /** The item that keys go on from. */
  readonly focus: number | null;
  /** Where a range begins. */
  readonly anchor: number | null;
}

export const NO_SELECTION: Selection = { ids: new Set(), focus: null, anchor: null };

export function only(id: number): Selection {
  return { ids: new Set([id]), focus: id, anchor: id };
}

export function several(ids: readonly number[]): Selection {
  const [first = null] = ids;
  return { ids: new Set(ids), focus: first, anchor: first };
}

export function all(order: Uint32Array, { focus }: Selection): Selection {
  const first = focus ?? order[0] ?? null;
  return { ids: new Set(order), focus: first, anchor: first };
}

export function none({ focus }: Selection): Selection {
  return { ids: NO_SELECTION.ids, focus, anchor: focus };
}

export function toggled({ ids: before }: Selection, id: number): Selection {
  const ids = new Set(before);
  if (!ids.delete(id)) ids.add(id);
  return { ids, focus: id, anchor: id };
}

/** Everything between where the range begins and an item. @param adds to what is selected already */
export function rangeTo(selection: Selection, order: Uint32Array, id: number, adds = false): Selection {
  const { ids, anchor } = selection;
  const to = order.indexOf(id);
  const from = anchor === null ? -1 : order.indexOf(anchor);
  if (from < 0 || to < 0) return only(id);
  const range = order.subarray(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...(adds ? ids : []), ...range]), focus: id, anchor };
}

/** The selected ids as they are shown. */
export function selectedIn(order: Uint32Array, { ids }: Selection): readonly number[] {
  return ids.size === 0 ? [] : [...order.filter((id) => ids.has(id))];
}

/**
 * What is selected when another order is shown: only what is in it. Where all that was selected is gone, as it is after
 * a deletion, what takes the place of the focus is selected instead.
 */
export function followed(selection: Selection, before: Uint32Array, after: Uint32Array): Selection {
  const { ids, focus, anchor } = selection;
  const left = selectedIn(after, selection);
  const stays = left.length === ids.size ? ids : new Set(left);
  if (focus === null || after.includes(focus)) return { ids: stays, focus, anchor };
  const next = nextThatStays(before, focus, after);
  return next !== null && left.length === 0 && ids.size > 0
    ? only(next)
    : { ids: stays, focus: next, anchor: next };
}

/** The first item behind the focus that is still there, else the last before it. */
function nextThatStays(before: Uint32Array, focus: number, after: Uint32Array): number | null {
  const at = before.indexOf(focus);
  if (at < 0) return null;
  const left = new Set(after);
  const stays = (id: number) => left.has(id);
  return before.subarray(at).find(stays) ?? before.subarray(0, at).findLast(stays) ?? null;
}
