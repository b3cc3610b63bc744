/** Averages that are no state dict: one tensor a parameter, in the order of the generator's state dict. */
import { isMoment } from './average-names.ts';
import type { Checkpoint } from '../checkpoint.ts';

/** Tensors of a checkpoint that may be the generator's parameters in order. */
export interface WeightList {
  /** Where it is, for people: `ema.shadow_params`, `optimizerG.state.*.ema`. */
  readonly place: string;
  /** Names in the file. */
  readonly names: readonly string[];
}

/** In an optimiser: of one parameter, or as a list for a group of them. */
const IN_STATE = /^(|.*\.)state\.(\d+)\.(.+)$/;
const IN_GROUP = /^(|.*\.)param_groups\.(\d+)\.(.+)\.(\d+)$/;
/** The second of a pair, behind its name. */
const IN_PAIR = /^(.+)\.(\d+)\.1$/;
const IN_LIST = /^(.+)\.(\d+)$/;

/** True for an entry of a list or of an optimiser, which no tensor of a network is. */
export function isListed(name: string): boolean {
  return IN_STATE.test(name) || IN_LIST.test(name);
}

interface Entry {
  readonly place: string;
  readonly order: readonly [number, number];
}

/**
 * Every list in the file, of tensors or of pairs of a name and a tensor. An optimiser's moments, which have the weights'
 * shapes, too, are left out.
 */
export function weightLists(checkpoint: Checkpoint): readonly WeightList[] {
  const lists = new Map<string, (Entry & { readonly name: string })[]>();
  const placesOf = parameterPlaces(checkpoint);
  const isPair = (pair: string) => !checkpoint.tensors.has(`${pair}.0`);
  for (const name of checkpoint.tensors.keys()) {
    const entry = entryOf(name, placesOf, isPair);
    if (entry === undefined) continue;
    const list = lists.get(entry.place);
    if (list === undefined) lists.set(entry.place, [{ ...entry, name }]);
    else list.push({ ...entry, name });
  }
  return [...lists].map(([place, entries]) => ({
    place,
    names: entries.sort(({ order: [a, i] }, { order: [b, j] }) => a - b || i - j).map(({ name }) => name),
  }));
}

function entryOf(
  name: string,
  placesOf: (owner: string) => ReadonlyMap<number, number>,
  isPair: (path: string) => boolean,
): Entry | undefined {
  const [, owner, id, field] = IN_STATE.exec(name) ?? [];
  if (owner !== undefined && id !== undefined && field !== undefined) {
    if (isMoment(field)) return undefined;
    const order = placesOf(owner).get(Number(id)) ?? Number(id);
    return { place: `${owner}state.*.${field}`, order: [order, 0] };
  }
  const [, groupsOwner, group, list, index] = IN_GROUP.exec(name) ?? [];
  if (groupsOwner !== undefined && list !== undefined) {
    if (isMoment(list)) return undefined;
    return { place: `${groupsOwner}param_groups.*.${list}`, order: [Number(group), Number(index)] };
  }
  const [, pairs, pair] = IN_PAIR.exec(name) ?? [];
  if (pairs !== undefined && isPair(`${pairs}.${pair}`)) return { place: pairs, order: [Number(pair), 0] };
  const [, place, at] = IN_LIST.exec(name) ?? [];
  return place === undefined ? undefined : { place, order: [Number(at), 0] };
}

/** The optimisers' own lists of their parameters: old versions of torch number them by address, not by place. */
function parameterPlaces({ metadata }: Checkpoint): (owner: string) => ReadonlyMap<number, number> {
  const known = new Map<string, ReadonlyMap<number, number>>();
  return (owner) => {
    const before = known.get(owner);
    if (before !== undefined) return before;
    const ids: number[] = [];
    for (let group = 0; ; group++) {
      const list = metadata[`${owner}param_groups.${group}.params`];
      if (list === undefined) break;
      for (const id of list.match(/\d+/g) ?? []) ids.push(Number(id));
    }
    const places = new Map(ids.map((id, place) => [id, place]));
    known.set(owner, places);
    return places;
  };
}
