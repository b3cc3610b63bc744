/** The networks of a denoising diffusion GAN in a checkpoint, however a training run wrapped them (contract parts 2, 6). */
import { TrilemmaError } from '../../shared/errors.ts';
import type { Checkpoint, TensorReader } from './checkpoint.ts';
import { noSuchTensor } from './checkpoint.ts';
import { sameShape } from './compare-tensors.ts';
import { emaNames } from './ema.ts';
import { statedConfig } from './stated-config.ts';
import type { StatedConfig } from './stated-config.ts';
import type { TensorInfo } from './tensor.ts';

/** Which copy of the weights: the running average that the paper samples with, or the ones that training left. */
export type WeightsChoice = 'ema' | 'raw';

/** A generator and what the checkpoint says of it; tensors under their names without `module.`. */
export interface DdganCheckpoint {
  readonly generator: TensorReader;
  readonly discriminator: TensorReader | undefined;
  /** The copy that `generator` reads. `raw` is also a file's only copy, which may be an average already. */
  readonly weights: WeightsChoice;
  /** Whether the file has a complete average beside the weights themselves. */
  readonly hasEma: boolean;
  readonly stated: StatedConfig;
}

/**
 * Finds the generator (and discriminator) in a bare state dict, a training run's `content.pth`, or a safetensors
 * file of ours.
 *
 * @param weights Which copy to read; `ema` falls back on `raw` where the file has no complete average.
 * @throws TrilemmaError `architecture` where there is no such generator.
 */
export function readDdganCheckpoint(checkpoint: Checkpoint, weights: WeightsChoice = 'ema'): DdganCheckpoint {
  const raw = findNetwork(checkpoint, generatorSign, generatorHomes);
  if (raw === undefined) {
    throw new TrilemmaError(
      'architecture',
      'The checkpoint has no z_transform and all_modules: it is not a generator of a denoising diffusion GAN.',
    );
  }
  const ema = averageOf(checkpoint, raw);
  const generator = weights === 'ema' && ema !== undefined ? ema : raw;
  return {
    generator: renamed(checkpoint, generator),
    discriminator: findDiscriminator(checkpoint),
    weights: generator === ema ? 'ema' : 'raw',
    hasEma: ema !== undefined,
    stated: statedConfig(checkpoint),
  };
}

/** The discriminator of a checkpoint, if it has one; tensors under their names without `module.`. */
export function findDiscriminator(checkpoint: Checkpoint): TensorReader | undefined {
  const names = findNetwork(checkpoint, discriminatorSign, discriminatorHomes);
  return names && renamed(checkpoint, names);
}

/** Names in the file by names without prefixes. */
type Names = ReadonlyMap<string, string>;

/** The first tensor of each network, after whatever wraps it. */
const generatorSign = /^(.*?)(?:module\.)*all_modules\.0\.weight$/;
const discriminatorSign = /^(.*?)(?:module\.)*start_conv\.weight$/;

/** What a reference file keeps beside the networks. */
const beside = /^(?:input|expected)\./;

/** Where networks are found, the likeliest first. */
const generatorHomes = ['', 'netG_dict.', 'G.', 'netG.', 'generator.', 'state_dict.', 'model.'];
const discriminatorHomes = ['', 'netD_dict.', 'D.', 'netD.', 'discriminator.', 'state_dict.'];
const averageHomes = ['ema.', 'netG_ema.', 'netG_ema_dict.', 'G_ema.', 'generator_ema.', 'ema_dict.'];

/** The network at the likeliest of the places where the file has one, or at the only place. */
function findNetwork(checkpoint: Checkpoint, sign: RegExp, homes: readonly string[]): Names | undefined {
  const found = homesOf(checkpoint, sign);
  const known = homes.find((home) => found.has(home));
  const [home] = known !== undefined ? [known] : found.size === 1 ? found : [];
  return home === undefined ? undefined : namesUnder(checkpoint, home);
}

function homesOf(checkpoint: Checkpoint, sign: RegExp): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of checkpoint.tensors.keys()) {
    const home = sign.exec(name)?.[1];
    if (home !== undefined && !beside.test(home)) found.add(home);
  }
  return found;
}

/** A network's tensors at one place. */
function namesUnder(checkpoint: Checkpoint, home: string): Names {
  const names = new Map<string, string>();
  for (const name of checkpoint.tensors.keys()) {
    if (!name.startsWith(home) || beside.test(name)) continue;
    names.set(name.slice(home.length).replace(/^(?:module\.)+/, ''), name);
  }
  return names;
}

/** The average of the raw weights, where the file has it whole. */
function averageOf(checkpoint: Checkpoint, raw: Names): Names | undefined {
  const homes = homesOf(checkpoint, generatorSign);
  const home = averageHomes.find((candidate) => homes.has(candidate));
  const candidates = [
    emaNames(checkpoint, [...raw.keys()]),
    home === undefined ? undefined : namesUnder(checkpoint, home),
  ];
  return candidates.find((names) => names !== undefined && isCopy(checkpoint, names, raw));
}

function isCopy(checkpoint: Checkpoint, copy: Names, raw: Names): boolean {
  if (copy.size !== raw.size) return false;
  return [...raw].every(([name, rawName]) => {
    const one = checkpoint.tensors.get(copy.get(name) ?? '');
    const other = checkpoint.tensors.get(rawName);
    return one !== undefined && other !== undefined && sameShape(one.shape, other.shape);
  });
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
