/** The networks that a run trains: those of its base, or new ones. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { layersOf } from '../../core/ddgan/discriminator.ts';
import {
  type DiscriminatorConfig,
  type GeneratorConfig,
  sampleShape,
  type WaveletConfig,
} from '../../shared/models/architecture.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Model } from '../../shared/models/model-card.ts';
import type { ScratchConfig, TrainingBase } from '../../shared/training.ts';
import { DISCRIMINATOR_FILE, readDiscriminatorConfig } from '../models/discriminator-file.ts';
import type { CheckedModels } from '../rendering/checked-models.ts';
import type { Networks, RunRecord } from './run-record.ts';

const TINY: GeneratorConfig = {
  imageSize: 32,
  numChannels: 3,
  nf: 16,
  chMult: [1, 2, 2],
  numResBlocks: 1,
  attnResolutions: [16],
  nz: 32,
  zEmbDim: 64,
  nMlp: 2,
};

const SMALL: GeneratorConfig = {
  imageSize: 64,
  numChannels: 3,
  nf: 32,
  chMult: [1, 1, 2, 2],
  numResBlocks: 1,
  attnResolutions: [16],
  nz: 64,
  zEmbDim: 128,
  nMlp: 3,
};

const WAVELET: WaveletConfig = { levels: 'haar', bandOrder: 'width_first', patchSize: 1 };

/** In the wavelet family, networks of the same maps make pictures of twice the side. */
const SCRATCH: Readonly<Record<ScratchConfig, GeneratorConfig>> = {
  'tiny-32': TINY,
  'small-64': SMALL,
  'wavelet-64': { ...TINY, imageSize: 64, wavelet: WAVELET },
  'wavelet-128': { ...SMALL, imageSize: 128, wavelet: WAVELET },
};

/** T of what begins from nothing. */
const SCRATCH_STEPS = 2;

const TIME_EMBEDDING = 128;
/** Side of the maps that a discriminator's last block puts out, and how many blocks every one has. */
const LAST_SIDE = 4;
const FEWEST_BLOCKS = 3;

/** @throws {TrilemmaError} `model-*` where there is no such base; `usage` where it cannot be trained. */
export async function networksOf(
  base: TrainingBase,
  models: CheckedModels,
): Promise<Pick<RunRecord, 'networks' | 'base'>> {
  if (base.kind === 'scratch') {
    const generator = SCRATCH[base.config];
    const discriminator = newDiscriminator(generator);
    const start = { kind: 'scratch' } as const;
    return { networks: { start, generator, discriminator, denoisingSteps: SCRATCH_STEPS }, base: null };
  }
  const model = await models.find(base.model);
  const { card } = model;
  if (card.architecture.numChannels !== 3) {
    throw new TrilemmaError(
      'usage',
      `${card.name} makes grey pictures; models of coloured ones can be trained.`,
    );
  }
  return { networks: networksOfModel(model), base: { title: card.title, license: card.license } };
}

function networksOfModel({ path, card }: Model): Networks {
  const generator = card.architecture;
  const file = join(dirname(path), DISCRIMINATOR_FILE);
  const discriminator = existsSync(file) ? file : null;
  return {
    start: { kind: 'model', path, discriminator },
    generator,
    discriminator:
      discriminator === null ? newDiscriminator(generator) : readDiscriminatorConfig(discriminator),
    denoisingSteps: card.steps,
  };
}

/**
 * Of the published models' kinds: the variant by the side of what it sees, with as many blocks as leave maps of 4 places
 * a side, where the variant has them. As wide as the generator, within what those have.
 */
export function newDiscriminator(generator: GeneratorConfig): DiscriminatorConfig {
  const [numChannels, side] = sampleShape(generator);
  const variant = side <= 32 ? 'small' : side === 64 ? 'medium' : 'large';
  const blocks = Math.log2(side / LAST_SIDE) + (variant === 'small' ? 1 : 0);
  const numLayers = Math.max(FEWEST_BLOCKS, blocks);
  return {
    variant,
    imageSize: side,
    numChannels,
    ...(numLayers < layersOf(variant) && { numLayers }),
    ngf: Math.min(32, Math.max(4, generator.nf / 2)),
    tEmbDim: TIME_EMBEDDING,
  };
}
