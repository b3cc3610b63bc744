/**
 * The allow-list of the unpickler. A name that is here stands for data or for a function of ours that makes
 * data; no other name is ever looked at, let alone called.
 */
import { latin1Bytes } from '../latin1.ts';
import { numpyDType, numpyScalar } from './numpy-scalar.ts';
import { isIndex, isKind, pickleError, sequenceOf } from './pickle-values.ts';
import type { PickleBudget, PickleGlobal, PickleTensor, PickleValue } from './pickle-values.ts';
import { isTorchType, rebuildTensor, rebuildTensorV3 } from './rebuild.ts';

type Rebuild = (args: readonly PickleValue[], budget: PickleBudget) => PickleValue;

const rebuilders: ReadonlyMap<string, Rebuild> = new Map<string, Rebuild>([
  ['torch._utils._rebuild_tensor', rebuildTensor],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
  ['torch._utils._rebuild_tensor_v3', rebuildTensorV3],
  ['torch._utils._rebuild_parameter', wrappedTensor],
  ['torch._utils._rebuild_parameter_with_state', wrappedTensor],
  ['torch._tensor._rebuild_from_type_v2', rebuildFromType],
  ['torch.Size', makeTuple],
  ['torch.device', ([type, index]) => (isIndex(index) ? `${textOf(type)}:${index}` : textOf(type))],
  ['collections.OrderedDict', makeDict],
  ['collections.Counter', makeDict],
  ['collections.defaultdict', ([, ...rest], budget) => makeDict(rest, budget)],
  ['argparse.Namespace', () => ({ kind: 'namespace', attributes: new Map() })],
  ...['builtins', '__builtin__'].flatMap((module): [string, Rebuild][] => [
    [`${module}.dict`, makeDict],
    [`${module}.list`, (args, budget) => ({ kind: 'list', items: copyOf(args[0], budget) })],
    [`${module}.tuple`, makeTuple],
    [`${module}.set`, makeSet],
    [`${module}.frozenset`, makeSet],
    [`${module}.int`, makeNumber],
    [`${module}.float`, makeNumber],
    [`${module}.bool`, ([value = false]) => value],
    [`${module}.bytearray`, encode],
  ]),
  ['numpy.dtype', numpyDType],
  ['numpy.core.multiarray.scalar', numpyScalar],
  ['numpy._core.multiarray.scalar', numpyScalar],
  ['_codecs.encode', encode],
  ['copy_reg._reconstructor', reconstruct],
  ['copyreg._reconstructor', reconstruct],
]);

/** Names that are only passed on, as the type of something or the factory of a defaultdict. */
const inertTypes: ReadonlySet<string> = new Set([
  'torch.Tensor',
  'torch.nn.parameter.Parameter',
  'builtins.object',
  '__builtin__.object',
  'builtins.str',
  '__builtin__.str',
]);

/** True if a pickle may name this global, written with its module. */
export function isAllowed(global: string): boolean {
  return rebuilders.has(global) || inertTypes.has(global) || isTorchType(global);
}

/**
 * Calls an allowed global with its arguments.
 *
 * @throws TrilemmaError `checkpoint-corrupt` where they do not fit, or the global makes nothing.
 */
export function callGlobal(
  { name }: PickleGlobal,
  args: readonly PickleValue[],
  budget: PickleBudget,
): PickleValue {
  const rebuild = rebuilders.get(name);
  if (rebuild === undefined) throw pickleError(`calls ${name}, which makes nothing`);
  return rebuild(args, budget);
}

/** `_rebuild_parameter(tensor, requires_grad, hooks[, state])`. */
function wrappedTensor([tensor]: readonly PickleValue[]): PickleTensor {
  if (!isKind(tensor, 'tensor')) throw pickleError('has a parameter without tensor');
  return tensor;
}

/** `_rebuild_from_type_v2(function, type, arguments, state)`: a tensor with attributes, which are left out. */
function rebuildFromType([callee, , args]: readonly PickleValue[], budget: PickleBudget): PickleTensor {
  const isTensor = isKind(callee, 'global') && callee.name.startsWith('torch._utils._rebuild_');
  const rebuild = isTensor ? rebuilders.get(callee.name) : undefined;
  if (rebuild === undefined || !isKind(args, 'tuple')) throw pickleError('has a tensor of an unknown kind');
  return wrappedTensor([rebuild(args.items, budget)]);
}

/** `copyreg._reconstructor(class, base, state)`, by which protocols 0 and 1 make an object. */
function reconstruct([type]: readonly PickleValue[], budget: PickleBudget): PickleValue {
  if (!isKind(type, 'global') || type.name !== 'argparse.Namespace') {
    throw pickleError('makes an object of a type that has none');
  }
  return callGlobal(type, [], budget);
}

function makeDict([source]: readonly PickleValue[], budget: PickleBudget): PickleValue {
  const entries = new Map<PickleValue, PickleValue>();
  if (isKind(source, 'dict')) {
    budget.spend(source.entries.size);
    for (const [key, value] of source.entries) entries.set(key, value);
  } else {
    for (const pair of copyOf(source, budget)) {
      const [key, value] = sequenceOf(pair) ?? [];
      if (key === undefined || value === undefined) throw pickleError('has a dict of what are no pairs');
      entries.set(key, value);
    }
  }
  return { kind: 'dict', entries };
}

function makeTuple([source]: readonly PickleValue[], budget: PickleBudget): PickleValue {
  return { kind: 'tuple', items: copyOf(source, budget) };
}

function makeSet([source]: readonly PickleValue[], budget: PickleBudget): PickleValue {
  return { kind: 'set', items: new Set(copyOf(source, budget)) };
}

function copyOf(source: PickleValue | undefined, budget: PickleBudget): PickleValue[] {
  if (source === undefined) return [];
  const items = isKind(source, 'set') ? [...source.items] : sequenceOf(source);
  if (items === undefined) throw pickleError('has a collection of what is none');
  budget.spend(items.length);
  return [...items];
}

function makeNumber([value = 0]: readonly PickleValue[]): PickleValue {
  if (typeof value !== 'number' && typeof value !== 'bigint') throw pickleError('has a number that is none');
  return value;
}

/** `_codecs.encode(text, 'latin1')`: how protocol 2 writes bytes. */
function encode([text = '']: readonly PickleValue[], budget: PickleBudget): Uint8Array {
  if (typeof text !== 'string') throw pickleError('has bytes that are none');
  budget.spend(text.length);
  return latin1Bytes(text);
}

function textOf(value: PickleValue | undefined): string {
  if (typeof value !== 'string') throw pickleError('has a name that is no text');
  return value;
}
