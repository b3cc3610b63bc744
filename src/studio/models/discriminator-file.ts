/** The discriminator that a model learnt with, beside its weights: fine-tuning goes on with it. */
import { Readable } from 'node:stream';
import { join } from 'node:path';
import { assertFinite } from '../../core/checkpoint/assert-finite.ts';
import type { TensorReader } from '../../core/checkpoint/checkpoint.ts';
import { inferDiscriminator } from '../../core/checkpoint/networks/architecture.ts';
import { type DdganCheckpoint, findDiscriminator } from '../../core/checkpoint/networks/ddgan-checkpoint.ts';
import { statedConfig } from '../../core/checkpoint/networks/stated-config.ts';
import { openCheckpoint } from '../../core/checkpoint/open.ts';
import { viewBytes, writeSafetensors } from '../../core/checkpoint/safetensors-writer.ts';
import { discriminatorGraph } from '../../core/ddgan/discriminator.ts';
import { weightInputs } from '../../core/ddgan/parameters.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { openFileSource } from '../../platform/file-source.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import {
  type DiscriminatorConfig,
  type GeneratorConfig,
  sampleShape,
} from '../../shared/models/architecture.ts';

export const DISCRIMINATOR_FILE = 'discriminator.safetensors';

export interface Discriminator {
  readonly tensors: TensorReader;
  readonly config: DiscriminatorConfig;
}

/** A checkpoint's discriminator; undefined where it has none, or none that the generator can learn against. */
export function usableDiscriminator(
  { discriminator: tensors, stated }: Pick<DdganCheckpoint, 'discriminator' | 'stated'>,
  generator: GeneratorConfig,
): Discriminator | undefined {
  if (tensors === undefined) return undefined;
  const [numChannels, imageSize] = sampleShape(generator);
  try {
    const config = inferDiscriminator(tensors.tensors, { imageSize, stated });
    // Refuses a side that its blocks do not halve.
    discriminatorGraph(config, weightInputs, 1);
    for (const { name, dtype } of tensors.tensors.values()) assertFinite(name, dtype, tensors.raw(name));
    return config.numChannels === numChannels ? { tensors, config } : undefined;
  } catch (error) {
    const isFault = error instanceof TrilemmaError && /^(?:architecture|checkpoint-)/.test(error.code);
    if (isFault) return undefined;
    throw error;
  }
}

/** Writes it into a model's folder; it is on the disk when this returns. */
export async function writeDiscriminator(
  folder: string,
  { tensors: D, config }: Discriminator,
): Promise<void> {
  const { variant, ngf, tEmbDim, numChannels, imageSize } = config;
  const stated = { variant, ngf, t_emb_dim: tEmbDim, num_channels: numChannels, image_size: imageSize };
  const tensors = [...D.tensors.values()].map((info) => ({
    ...info,
    bytes: () => viewBytes(D.raw(info.name)),
  }));
  const metadata = { kind: 'discriminator', config: JSON.stringify(stated) };
  await writeFileAtomically(
    join(folder, DISCRIMINATOR_FILE),
    Readable.from(writeSafetensors(tensors, metadata)),
  );
}

/** @throws {TrilemmaError} `model-damaged` where the file holds none; `checkpoint-*`. */
export function readDiscriminatorConfig(path: string): DiscriminatorConfig {
  using source = openFileSource(path);
  const checkpoint = openCheckpoint(source);
  const D = findDiscriminator(checkpoint);
  if (D === undefined) {
    throw new TrilemmaError('model-damaged', `${path} holds no discriminator: import the model again.`);
  }
  return inferDiscriminator(D.tensors, { stated: statedConfig(checkpoint) });
}
