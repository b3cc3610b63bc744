/** The copies of the generator's weights that a checkpoint holds: the weights themselves, averages of them. */
import { TrilemmaError } from '../../../shared/errors.ts';
import { listed } from '../../../shared/listed.ts';
import type { WeightsKind } from '../../../shared/models/model-card.ts';
import { isMoment, kindByName } from './average-names.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { sameShape } from './compare-tensors.ts';
import { GENERATOR_SIGN, placesOf } from './network-places.ts';
import type { Names, NetworkPlace } from './network-places.ts';
import { noGenerator } from './other-families.ts';
import { printable } from '../printable.ts';
import { weightLists } from './weight-lists.ts';

/** One whole set of the generator's tensors. */
export interface WeightCopy {
  /** Where it is, for people; empty for a bare state dict. */
  readonly place: string;
  /** What its name says that it is. */
  readonly kindByName: WeightsKind | undefined;
  readonly names: Names;
  /** Counters of profilers and averagers among them, which are ignored: names in the file. */
  readonly leftovers: readonly string[];
}

export interface WeightCopies {
  /** All of one form, where the weights themselves are likeliest first, then in the file's order. */
  readonly copies: readonly WeightCopy[];
  /** Whole sets that an optimiser keeps, of which no name says whether they are weights or moments. */
  readonly doubtful: readonly WeightCopy[];
  /** Places that say that they are an average, and lack some of the tensors. */
  readonly incomplete: readonly string[];
}

/** Where trainers keep the weights themselves, the likeliest first. */
const USUAL = ['', 'netG_dict', 'G', 'netG', 'generator', 'state_dict', 'model'];

/** What an optimiser keeps may be moments under any name, unless the name says that it is an average. */
const OF_OPTIMISER = /(?:^|\.)(?:optim\w*|state\.\*|param_groups\.\*)\./i;

/**
 * @param asked the place of a copy, where the file may hold generators of several forms: those of its form are meant
 * @throws TrilemmaError `architecture` where there is no generator; `weights-unknown` where there are several of
 * different forms, and none is where the weights usually are.
 */
export function weightCopies(checkpoint: Checkpoint, asked?: string): WeightCopies {
  const places = placesOf(checkpoint, GENERATOR_SIGN)
    .filter(({ prefix }) => !isMoment(prefix))
    .map((place) => ({ ...copyAt(place), place: placeText(place) }))
    .sort((a, b) => rank(a) - rank(b));
  const dotted = places.filter(({ names }) =>
    [...names.keys()].some((name) => name.startsWith('all_modules.0.')),
  );
  const first = dotted.find(({ place }) => place === asked) ?? dotted.find((copy) => !isDoubtful(copy));
  if (first === undefined) throw noGenerator(checkpoint.tensors.keys());
  const candidates = [...places.map((copy) => asDotted(copy, first)), ...setsInLists(checkpoint, first)];
  const whole = candidates.filter((copy) => isCopy(checkpoint, copy.names, first.names));
  const others = candidates.filter((copy) => !whole.includes(copy) && !isDoubtful(copy));
  const isUsual = rank(first) < USUAL.length || first.place === asked;
  const rivals = others.filter(
    (copy) => dotted.some(({ place }) => place === copy.place) && copy.kindByName !== 'ema',
  );
  if (!isUsual && rivals.length > 0) throw severalForms([first, ...rivals]);
  return {
    copies: whole.filter((copy) => !isDoubtful(copy)),
    doubtful: whole.filter(isDoubtful),
    incomplete: others.filter((copy) => copy.kindByName === 'ema').map(({ place }) => place),
  };
}

function isDoubtful({ place, kindByName: kind }: WeightCopy): boolean {
  return kind !== 'ema' && OF_OPTIMISER.test(`${place}.`);
}

function copyAt({ prefix, names, leftovers }: NetworkPlace): Omit<WeightCopy, 'place'> {
  return { kindByName: kindByName(prefix), names, leftovers };
}

/** Without the dot at its end, and without what a wrapper left there. */
function placeText({ prefix }: NetworkPlace): string {
  return prefix.replace(/[._]$/, '');
}

/** Averages last: the first is the likeliest to be the weights themselves. */
function rank({ place, kindByName: kind }: Pick<WeightCopy, 'place' | 'kindByName'>): number {
  const at = USUAL.indexOf(place);
  return at >= 0 ? at : USUAL.length + (kind === 'ema' ? 1 : 0);
}

/** A set whose names lost their dots (as buffers must), under the names of one that has them. */
function asDotted(copy: WeightCopy, { names }: WeightCopy): WeightCopy {
  if (copy.names.has('all_modules.0.weight')) return copy;
  const plain = new Map([...copy.names].map(([name, original]) => [withoutDots(name), original]));
  if (plain.size !== names.size) return copy;
  const dotted = [...names.keys()].map((name) => [name, plain.get(withoutDots(name)) ?? ''] as const);
  return { ...copy, names: new Map(dotted) };
}

function withoutDots(name: string): string {
  return name.replace(/[._]/g, '');
}

/** Lists in the order of the generator's parameters. */
function setsInLists(checkpoint: Checkpoint, { names }: WeightCopy): WeightCopy[] {
  const parameters = [...names.keys()];
  return weightLists(checkpoint).map(({ place, names: inOrder }) => ({
    place,
    kindByName: kindByName(place),
    names: new Map(
      inOrder.length === parameters.length ? parameters.map((name, index) => [name, inOrder[index]!]) : [],
    ),
    leftovers: [],
  }));
}

function isCopy(checkpoint: Checkpoint, copy: Names, first: Names): boolean {
  if (copy.size !== first.size) return false;
  return [...first].every(([name, original]) => {
    const one = checkpoint.tensors.get(copy.get(name) ?? '');
    const other = checkpoint.tensors.get(original);
    return one !== undefined && other !== undefined && sameShape(one.shape, other.shape);
  });
}

function severalForms(found: readonly WeightCopy[]): TrilemmaError {
  return new TrilemmaError(
    'weights-unknown',
    `The checkpoint holds several generators, which are not alike: ${placesText(found)}. Name the one to take (weights).`,
  );
}

/** Names of places, as a person may give them. */
export function placesText(copies: readonly Pick<WeightCopy, 'place'>[]): string {
  return listed(
    copies.map(({ place }) => (place === '' ? 'the file itself' : printable(place))),
    { most: 10 },
  );
}
