/** The configuration of a network, read off the shapes of its tensors (docs/ddgan.md, sections 2 and 3). */
import {
  BAND_ORDERS,
  type DiscriminatorConfig,
  type GeneratorConfig,
} from '../../../shared/models/architecture.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { discriminatorParameters, layersOf } from '../../ddgan/discriminator.ts';
import { generatorParameters } from '../../ddgan/generator.ts';
import type { Parameters } from '../../ddgan/parameters.ts';
import { compareTensors } from './compare-tensors.ts';
import { deduceResolution } from './resolution.ts';
import { noGenerator } from './other-families.ts';
import type { ArchitectureHints } from './stated-config.ts';
import type { TensorInfo } from '../tensor.ts';
import { knownBandOrder, publishedLike, waveletNetwork, type WaveletNetwork } from './wavelet.ts';

type Tensors = ReadonlyMap<string, TensorInfo>;

const COLOURS = 3;

/**
 * Configuration of a generator.
 *
 * @param tensors The generator's tensors and no others, without the `module.` prefix.
 * @throws TrilemmaError `architecture` where they are not those of a denoising diffusion GAN's generator,
 * `size-unknown` where the size of its pictures does not follow from them and no hint says it.
 */
export function inferGenerator(tensors: Tensors, hints: ArchitectureHints = {}): GeneratorConfig {
  if (![...tensors.keys()].some((name) => name.startsWith('z_transform.'))) {
    throw noGenerator(tensors.keys());
  }
  const [, nf] = shapeOf(tensors, 'all_modules.0.weight', 2);
  const [, channels] = shapeOf(tensors, 'all_modules.2.weight', 4);
  const [zEmbDim, nz] = shapeOf(tensors, 'z_transform.1.weight', 2);
  if (nf! < 4 || nf! % 4 !== 0)
    throw notDdgan(`its first level has ${nf!} channels, which 4 does not divide`);

  const kinds = moduleKinds(tensors);
  const levels = levelsOf(kinds);
  const chMult = levels.map(({ start }) => {
    const [width] = shapeOf(tensors, `all_modules.${start}.Conv_0.weight`, 4);
    if (width! < nf! || width! % nf! !== 0)
      throw notDdgan(`all_modules.${start} has ${width!} channels, no multiple of ${nf!}`);
    return width! / nf!;
  });
  const mappingLayers = [...tensors.keys()].filter((name) => /^z_transform\.\d+\.weight$/.test(name));
  const network = waveletNetwork(channels!, tensors.keys(), levels.length);
  const shapes = {
    numChannels: network === undefined ? channels! : COLOURS,
    nf: nf!,
    chMult,
    numResBlocks: resBlocksPerLevel(kinds, levels.length),
    nz: nz!,
    zEmbDim: zEmbDim!,
    nMlp: mappingLayers.length - 1,
    ...(network !== undefined && { wavelet: network }),
  };
  const published = network === undefined ? [] : publishedLike(shapes);
  const attends = levels.map(({ attends }) => attends);
  const resolution = deduceResolution(
    attends,
    hints,
    network,
    published.map(({ config }) => config.imageSize),
  );
  const config = inOrder({ ...shapes, ...resolution }, network, hints);
  compareTensors(
    'generator',
    tensors,
    declared(() => generatorParameters(config)),
  );
  return config;
}

/** Where nothing says the order of the bands ({@link knownBandOrder}), the first one is assumed. */
function inOrder(
  shape: Omit<GeneratorConfig, 'wavelet'>,
  network: WaveletNetwork | undefined,
  { bandOrder, stated = {} }: ArchitectureHints,
): GeneratorConfig {
  if (network === undefined) return shape;
  const config = { ...shape, wavelet: { ...network, bandOrder: BAND_ORDERS[0] } };
  const known = knownBandOrder(config, stated, bandOrder);
  return known === undefined ? config : { ...config, wavelet: { ...network, bandOrder: known.order } };
}

/**
 * Configuration of a discriminator. The size of its pictures is in none of its shapes: it is the hint, else 32
 * for the small one. `medium` has the shapes of `small`, and is what a checkpoint says it is.
 *
 * @param tensors The discriminator's tensors and no others, without the `module.` prefix.
 * @throws TrilemmaError `architecture`, as {@link inferGenerator}.
 */
export function inferDiscriminator(tensors: Tensors, hints: ArchitectureHints = {}): DiscriminatorConfig {
  if (!tensors.has('start_conv.weight') || !tensors.has('t_embed.main.0.weight')) {
    throw notDdgan('it has no t_embed and start_conv, so it is not a discriminator');
  }
  const [width, inputs] = shapeOf(tensors, 'start_conv.weight', 4);
  const [tEmbDim] = shapeOf(tensors, 't_embed.main.0.weight', 2);
  const [firstWidth] = shapeOf(tensors, 'conv1.conv1.0.weight', 4);
  const variant = firstWidth === 2 * width! ? 'large' : smallVariant(hints);
  const numLayers = [...tensors.keys()].filter((name) => /^conv\d+\.conv1\.0\.weight$/.test(name)).length;
  const imageSize = hints.imageSize ?? hints.stated?.imageSize ?? (variant === 'small' ? 32 : undefined);
  if (imageSize === undefined) {
    throw new TrilemmaError(
      'architecture',
      'The size of the pictures does not follow from the discriminator: give it with --size.',
    );
  }
  const config: DiscriminatorConfig = {
    variant,
    imageSize,
    numChannels: Math.floor(inputs! / 2),
    ngf: Math.floor(width! / 2),
    tEmbDim: tEmbDim!,
    ...(numLayers < layersOf(variant) && { numLayers }),
  };
  compareTensors(
    'discriminator',
    tensors,
    declared(() => discriminatorParameters(config)),
  );
  return config;
}

function smallVariant({ stated }: ArchitectureHints): 'small' | 'medium' {
  return stated?.variant === 'medium' ? 'medium' : 'small';
}

type ModuleKind = 'resblock' | 'attention' | 'pyramid';

/** The parameter by which a module of the flat list is recognised. */
const signs: ReadonlyMap<string, ModuleKind> = new Map<string, ModuleKind>([
  ['Conv_0.weight', 'resblock'],
  ['NIN_0.W', 'attention'],
  ['Conv2d_0.weight', 'pyramid'],
]);

function moduleKinds(tensors: Tensors): ReadonlyMap<number, ModuleKind> {
  const kinds = new Map<number, ModuleKind>();
  const ownKernels: number[] = [];
  for (const [name, { shape }] of tensors) {
    const [, index, parameter] = /^all_modules\.(\d+)\.(.+)$/.exec(name) ?? [];
    const kind = signs.get(parameter ?? '');
    if (kind !== undefined) kinds.set(Number(index), kind);
    if (parameter === 'weight' && shape.length === 4) ownKernels.push(Number(index));
  }
  // The pyramid's of the wavelet family are kernels of their modules, as those of the first and the last convolution are.
  for (const index of ownKernels.sort((a, b) => a - b).slice(1, -1)) kinds.set(index, 'pyramid');
  return kinds;
}

interface Level {
  /** Its first module. */
  readonly start: number;
  readonly attends: boolean;
}

/** More would halve the largest picture to less than a pixel. */
const MAX_LEVELS = 10;

/** Levels begin after the input convolution and after each pyramid convolution. */
function levelsOf(kinds: ReadonlyMap<number, ModuleKind>): readonly Level[] {
  const pyramids = [...kinds].filter(([, kind]) => kind === 'pyramid').map(([index]) => index);
  if (pyramids.length >= MAX_LEVELS)
    throw notDdgan(`it has ${pyramids.length + 1} levels, more than ${MAX_LEVELS}`);
  const starts = [3, ...pyramids.sort((a, b) => a - b).map((index) => index + 1)];
  return starts.map((start) => ({ start, attends: kinds.get(start + 1) === 'attention' }));
}

/**
 * With n blocks in each of L levels there are L n + (L - 1) down, 2 in the middle and L (n + 1) + (L - 1) up:
 * 2 L n + 3 L in all.
 */
function resBlocksPerLevel(kinds: ReadonlyMap<number, ModuleKind>, levels: number): number {
  const total = [...kinds.values()].filter((kind) => kind === 'resblock').length;
  const blocks = (total / levels - 3) / 2;
  if (!Number.isInteger(blocks) || blocks < 1) {
    throw notDdgan(`it has ${total} residual blocks, which do not divide among ${levels} levels`);
  }
  return blocks;
}

/** Parameters of a network, if it can be built with what was found. */
function declared(parameters: () => Parameters): Parameters {
  try {
    return parameters();
  } catch (error) {
    if (!(error instanceof TrilemmaError)) throw error;
    throw notDdgan(error.message.replace(/^[A-Z]/, (letter) => letter.toLowerCase()).replace(/\.$/, ''));
  }
}

function shapeOf(tensors: Tensors, name: string, rank: number): readonly number[] {
  const shape = tensors.get(name)?.shape;
  if (shape?.length !== rank || shape.some((size) => size === 0)) {
    throw notDdgan(shape === undefined ? `it has no ${name}` : `${name} is [${shape.join(', ')}]`);
  }
  return shape;
}

function notDdgan(what: string): TrilemmaError {
  return new TrilemmaError(
    'architecture',
    `The checkpoint is not a denoising diffusion GAN that can be used here: ${what}.`,
  );
}
