/**
 * The networks of a denoising diffusion GAN in a checkpoint, however a training run wrapped them (docs/ddgan.md,
 * sections 2 and 5).
 */
import type { WeightsKind } from '../../../shared/models/model-card.ts';
import type { Checkpoint, TensorReader } from '../checkpoint.ts';
import { noSuchTensor } from '../checkpoint.ts';
import { DISCRIMINATOR_SIGN, placesOf } from './network-places.ts';
import type { Names } from './network-places.ts';
import { statedConfig } from './stated-config.ts';
import type { StatedConfig } from './stated-config.ts';
import type { TensorInfo } from '../tensor.ts';
import { chooseWeights } from './weight-choice.ts';
import type { ChoiceReason } from './weight-choice.ts';
import { weightCopies } from './weight-copies.ts';

/** A generator and what the checkpoint says of it; tensors under their names without `module.` and the like. */
export interface DdganCheckpoint {
  readonly generator: TensorReader;
  readonly discriminator: TensorReader | undefined;
  /** The copy that `generator` reads. `raw` is also a file's only copy, which may be an average already. */
  readonly weights: WeightsKind;
  /** Where that copy is in the file; empty for a bare state dict. */
  readonly place: string;
  readonly reason: ChoiceReason;
  /** Where the other whole copies are. */
  readonly otherPlaces: readonly string[];
  /** Where an optimiser keeps further whole sets, which may be weights or moments. */
  readonly doubtfulPlaces: readonly string[];
  /** Places that are named as averages, but lack some of this generator's tensors. */
  readonly incompleteAverages: readonly string[];
  /** Counters of profilers and averagers, which are ignored: names in the file. */
  readonly leftovers: readonly string[];
  readonly stated: StatedConfig;
}

/**
 * Finds the generator (and discriminator) in a bare state dict, a training run's `content.pth`, a safetensors file of
 * ours, or wherever else a file has its tensors. Averages are any further set of them, whatever its name.
 *
 * @param wanted which copy to read: a kind, or the place of one; without it the average where there is one. Where the
 * file lacks the kind, its other one.
 * @throws TrilemmaError `architecture` where there is no such generator; `weights-unknown` where several may be meant.
 */
export function readDdganCheckpoint(checkpoint: Checkpoint, wanted?: string): DdganCheckpoint {
  const found = weightCopies(checkpoint, wanted);
  const { copy, kind, reason, others } =
    chooseWeights(checkpoint, found, wanted) ?? chooseWeights(checkpoint, found)!;
  return {
    generator: renamed(checkpoint, copy.names),
    discriminator: findDiscriminator(checkpoint),
    weights: kind,
    place: copy.place,
    reason,
    otherPlaces: others.map(({ place }) => place),
    doubtfulPlaces: found.doubtful.map(({ place }) => place),
    incompleteAverages: found.incomplete,
    leftovers: copy.leftovers,
    stated: statedConfig(checkpoint),
  };
}

/** Where discriminators are found, the likeliest first. */
const DISCRIMINATOR_HOMES = ['', 'netD_dict.', 'D.', 'netD.', 'discriminator.', 'state_dict.'];

/** The discriminator of a checkpoint, if it has one; tensors under their names without `module.` and the like. */
export function findDiscriminator(checkpoint: Checkpoint): TensorReader | undefined {
  const places = placesOf(checkpoint, DISCRIMINATOR_SIGN);
  const known = DISCRIMINATOR_HOMES.flatMap((home) => places.find(({ prefix }) => prefix === home) ?? []);
  const place = known[0] ?? (places.length === 1 ? places[0] : undefined);
  return place && renamed(checkpoint, place.names);
}

function renamed(checkpoint: Checkpoint, names: Names): TensorReader {
  const tensors = new Map<string, TensorInfo>();
  for (const [name, original] of names) tensors.set(name, { ...checkpoint.tensors.get(original)!, name });
  const originalOf = (name: string): string => {
    const original = names.get(name);
    if (original === undefined) throw noSuchTensor(name);
    return original;
  };
  return {
    tensors,
    float32: (name) => checkpoint.float32(originalOf(name)),
    raw: (name) => checkpoint.raw(originalOf(name)),
  };
}
