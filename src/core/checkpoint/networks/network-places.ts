/** Where in a checkpoint the tensors of networks are, however a training run wrapped and nested them. */
import { TrilemmaError } from '../../../shared/errors.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { isLeftover } from './leftovers.ts';
import { isListed } from './weight-lists.ts';

/** Names in the file by names without prefixes, in the file's order. */
export type Names = ReadonlyMap<string, string>;

/** One set of a network's tensors. */
export interface NetworkPlace {
  /** Put before each of its names, such as `netG_dict.`; empty for a bare state dict. */
  readonly prefix: string;
  readonly names: Names;
  /** Names in the file of what is in the set and is ignored ({@link isLeftover}). */
  readonly leftovers: readonly string[];
}

/** Parts of names that DataParallel, torch.compile, FSDP, Fabric and activation checkpointing put in. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'module',
  '_orig_mod',
  '_fsdp_wrapped_module',
  '_forward_module',
  '_checkpoint_wrapped_module',
]);

const WRAPPED = `(?:(?:${[...WRAPPERS].join('|')})\\.)*`;

/** The first tensor of each network; averagers that keep buffers leave out the dots, or write others. */
export const GENERATOR_SIGN = new RegExp(`^(.*?)${WRAPPED}all_modules[._]?${WRAPPED}0[._]?${WRAPPED}weight$`);
export const DISCRIMINATOR_SIGN = new RegExp(`^(.*?)${WRAPPED}start_conv\\.${WRAPPED}weight$`);

/** Inputs and outputs, which reference files keep beside the networks. */
const BESIDE = /^(?:input|expected)\./;

/** No path of a weight is longer. */
const MAX_NAME = 1000;
/** Training runs keep some few; each name is compared with all. */
const MAX_PLACES = 100;

/**
 * All sets of tensors that begin as `sign` says, in the file's order. A set within another one is not part of it.
 *
 * @throws TrilemmaError `architecture` where there are more than any training run keeps.
 */
export function placesOf(checkpoint: Checkpoint, sign: RegExp): readonly NetworkPlace[] {
  const names = [...checkpoint.tensors.keys()].filter(
    (name) => name.length <= MAX_NAME && !BESIDE.test(name) && !isListed(name),
  );
  const prefixesOf = (one: RegExp) => names.flatMap((name) => one.exec(name)?.[1] ?? []);
  const prefixes = new Set(prefixesOf(sign));
  const all = new Set([...prefixesOf(GENERATOR_SIGN), ...prefixesOf(DISCRIMINATOR_SIGN)]);
  if (all.size > MAX_PLACES) {
    throw new TrilemmaError(
      'architecture',
      `The checkpoint holds ${all.size} networks: save the generator that you mean in a file of its own.`,
    );
  }
  const found = new Map([...prefixes].map((prefix) => [prefix, new Map<string, string>()]));
  const longestFirst = [...all].sort((a, b) => b.length - a.length);
  for (const name of names) {
    const home = longestFirst.find((prefix) => name.startsWith(prefix));
    if (home !== undefined) found.get(home)?.set(withoutWrappers(name.slice(home.length)), name);
  }
  return [...found].map(([prefix, within]) => {
    const { true: leftovers = [], false: rest = [] } = Object.groupBy(within, ([name]) =>
      isLeftover(name) ? 'true' : 'false',
    );
    return { prefix, names: new Map(rest), leftovers: leftovers.map(([, name]) => name) };
  });
}

function withoutWrappers(name: string): string {
  return name
    .split('.')
    .filter((part) => !WRAPPERS.has(part))
    .join('.');
}
