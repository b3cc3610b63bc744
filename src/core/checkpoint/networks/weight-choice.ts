/** Which copy of the generator's weights to take: the running average, which the paper samples with, or the others. */
import { TrilemmaError } from '../../../shared/errors.ts';
import type { WeightsKind } from '../../../shared/models/model-card.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { placesText } from './weight-copies.ts';
import type { WeightCopies, WeightCopy } from './weight-copies.ts';

/** How a copy was found to be what it is. */
export type ChoiceReason =
  /** There is no other. */
  | 'only-copy'
  /** Its name says that it is an average, or that of the other does. */
  | 'by-name'
  /** The name of the other says that it is no average. */
  | 'by-other-name'
  /** No name says so: of two, the one that is not where the weights themselves usually are is the average. */
  | 'second-copy'
  /** The caller named it. */
  | 'asked';

/** A copy, and why it. */
export interface WeightChoice {
  readonly copy: WeightCopy;
  readonly kind: WeightsKind;
  readonly reason: ChoiceReason;
  /** The rest. */
  readonly others: readonly WeightCopy[];
}

/**
 * @param asked a kind, or the place of a copy; without it the average, or else the only copy
 * @returns undefined where the kind that was asked for is not there
 * @throws TrilemmaError `weights-unknown` where several copies may be meant, or none is at the place
 */
export function chooseWeights(
  checkpoint: Checkpoint,
  { copies, doubtful }: WeightCopies,
  asked?: string,
): WeightChoice | undefined {
  const chosen = (copy: WeightCopy, kind: WeightsKind, reason: ChoiceReason): WeightChoice => ({
    copy,
    kind,
    reason,
    others: copies.filter((other) => other !== copy),
  });
  // A place may be called as a kind is.
  const named = [...copies, ...doubtful].find(({ place }) => place === asked);
  if (named !== undefined) return chosen(named, kindOfNamed(named, copies), 'asked');
  if (asked !== undefined && asked !== 'ema' && asked !== 'raw')
    throw unknownPlace(asked, [...copies, ...doubtful]);
  const [first] = copies;
  if (first === undefined) return undefined;
  const different = copies.length > 2 ? withoutRepeats(checkpoint, copies) : copies;
  if (different.length === 1) {
    const kind = first.kindByName ?? 'raw';
    return asked === undefined || asked === kind ? chosen(first, kind, 'only-copy') : undefined;
  }
  const { averages, raw, reason } = toldApart(different);
  const [average, ...moreAverages] = averages;
  if (asked === 'raw') return raw && chosen(raw, 'raw', reason);
  if (average === undefined) return undefined;
  if (moreAverages.length > 0) throw severalCopies(different);
  return chosen(average, 'ema', reason);
}

/** What may be the average, and the weights themselves: by names, else by their order. */
function toldApart(copies: readonly WeightCopy[]): {
  readonly averages: readonly WeightCopy[];
  readonly raw: WeightCopy | undefined;
  readonly reason: ChoiceReason;
} {
  const named = (kind: WeightsKind | undefined) => copies.filter((copy) => copy.kindByName === kind);
  const averages = named('ema');
  const themselves = named('raw');
  const unnamed = named(undefined);
  if (averages.length > 0) return { averages, raw: themselves[0] ?? unnamed[0], reason: 'by-name' };
  if (themselves.length > 0 && unnamed.length > 0) {
    return { averages: unnamed, raw: themselves[0], reason: 'by-other-name' };
  }
  return { averages: copies.slice(1), raw: copies[0], reason: 'second-copy' };
}

function kindOfNamed(named: WeightCopy, copies: readonly WeightCopy[]): WeightsKind {
  if (named.kindByName !== undefined) return named.kindByName;
  const { averages } = toldApart(copies);
  return averages.length === 1 && averages[0] === named ? 'ema' : 'raw';
}

/** The copies without those whose every tensor is that of one before. */
function withoutRepeats(checkpoint: Checkpoint, copies: readonly WeightCopy[]): readonly WeightCopy[] {
  const different: WeightCopy[] = [];
  for (const copy of copies) {
    if (!different.some((other) => isSame(checkpoint, copy, other))) different.push(copy);
  }
  return different;
}

function isSame(checkpoint: Checkpoint, a: WeightCopy, b: WeightCopy): boolean {
  if (a.kindByName !== b.kindByName) return false;
  return [...a.names].every(([name, original]) => {
    const one = checkpoint.float32(original);
    const other = checkpoint.float32(b.names.get(name)!);
    return one.every((value, at) => Object.is(value, other[at]));
  });
}

function severalCopies(copies: readonly WeightCopy[]): TrilemmaError {
  return new TrilemmaError(
    'weights-unknown',
    `The checkpoint holds ${copies.length} copies of the weights: ${placesText(copies)}. More than one may be the average: name the one to take (weights).`,
  );
}

function unknownPlace(asked: string, copies: readonly WeightCopy[]): TrilemmaError {
  return new TrilemmaError(
    'weights-unknown',
    `The checkpoint has no whole copy of the weights named ${JSON.stringify(asked.slice(0, 100))}. It has: ${placesText(copies)}.`,
  );
}
