import { isKind, PickleBudget, pickleError, sequenceOf } from './pickle-values.ts';
import type { PickleTensor, PickleValue } from './pickle-values.ts';

/** Contents of an unpickled checkpoint by their path in it, such as `args.num_timesteps`. */
export interface PickleContents {
  readonly tensors: ReadonlyMap<string, PickleTensor>;
  /** Values that are no tensors, as text; lists of plain values as JSON. */
  readonly plain: ReadonlyMap<string, string>;
}

/** Deeper than any checkpoint nests. */
const MAX_DEPTH = 64;

/** Longest list, as text, that is worth keeping: what describes a model is short. */
const MAX_LIST_TEXT = 100_000;

/** In longer lists (histories of losses), what stands between the tensors is left out. */
const MAX_MIXED_LIST = 1000;

/**
 * Flattens an unpickled value into tensors and texts by their paths. Order is the file's.
 *
 * @throws TrilemmaError `checkpoint-corrupt` where it nests too deeply (a value that holds itself does),
 * `checkpoint-unsupported` where it holds too much.
 */
export function contentsOf(root: PickleValue): PickleContents {
  const tensors = new Map<string, PickleTensor>();
  const plain = new Map<string, string>();
  const budget = new PickleBudget();

  const visit = (value: PickleValue, path: string, depth: number): void => {
    if (depth > MAX_DEPTH) throw pickleError('nests too deeply');
    budget.spend(1 + (path.length >> 4));
    const within = (key: PickleValue, child: PickleValue): void =>
      visit(child, path === '' ? keyText(key) : `${path}.${keyText(key)}`, depth + 1);
    const text = plainText(value, budget, depth);
    if (text !== undefined) plain.set(path === '' ? 'value' : path, text);
    else if (isKind(value, 'tensor'))
      tensors.set(unused(path === '' ? 'tensor' : path, tensors, budget), value);
    else if (isKind(value, 'dict')) value.entries.forEach((child, key) => within(key, child));
    else if (isKind(value, 'namespace')) value.attributes.forEach((child, key) => within(key, child));
    else if (isKind(value, 'set')) [...value.items].forEach((child, index) => within(index, child));
    else {
      const items = sequenceOf(value) ?? [];
      items.forEach((child, index) => {
        if (items.length <= MAX_MIXED_LIST || scalarText(child) === undefined) within(index, child);
      });
    }
  };
  visit(root, '', 0);
  return { tensors, plain };
}

/** A path comes twice where a key itself has a dot; both tensors are kept. */
function unused(path: string, taken: ReadonlyMap<string, unknown>, budget: PickleBudget): string {
  let name = path;
  for (let copy = 2; taken.has(name); copy++) {
    budget.spend(1);
    name = `${path}#${copy}`;
  }
  return name;
}

function keyText(key: PickleValue): string {
  return scalarText(key) ?? '?';
}

/** Text of a scalar as it is, of a list of plain values as JSON; undefined for anything else. */
function plainText(value: PickleValue, budget: PickleBudget, depth: number): string | undefined {
  return sequenceOf(value) === undefined ? scalarText(value) : jsonText(value, budget, depth);
}

function scalarText(value: PickleValue): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object') return String(value);
  return isKind(value, 'global') ? value.name : undefined;
}

function jsonText(value: PickleValue, budget: PickleBudget, depth: number): string | undefined {
  if (depth > MAX_DEPTH) throw pickleError('nests too deeply');
  budget.spend(1);
  const items = sequenceOf(value);
  if (items === undefined) {
    const text = scalarText(value);
    if (text === undefined || text.length > MAX_LIST_TEXT) return undefined;
    budget.spend(text.length >> 4);
    if (typeof value === 'string') return JSON.stringify(value);
    // JSON has no infinity.
    return typeof value === 'number' && !Number.isFinite(value) ? 'null' : text;
  }
  let list = '';
  for (const item of items) {
    const text = jsonText(item, budget, depth + 1);
    if (text === undefined || list.length + text.length > MAX_LIST_TEXT) return undefined;
    list += list === '' ? text : `,${text}`;
  }
  return `[${list}]`;
}
