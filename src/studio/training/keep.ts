/** A checkpoint of a run as a model of the library. */
import { dirname, join } from 'node:path';
import { counted } from '../../shared/counted.ts';
import { findDiscriminator } from '../../core/checkpoint/networks/ddgan-checkpoint.ts';
import { openCheckpoint } from '../../core/checkpoint/open.ts';
import { viewBytes, writeSafetensors } from '../../core/checkpoint/safetensors-writer.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { openFileSource } from '../../platform/file-source.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { importModel } from '../models/import/import.ts';
import type { ModelFolders } from '../models/model-folders.ts';
import { DISCRIMINATOR_FILE } from './networks.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunRecord } from './run-record.ts';

/**
 * Puts the averaged generator into the library, with its discriminator beside it, so that training can go on from the
 * model as from the run.
 *
 * @returns the model's name: that of the same weights, where the library has them already.
 * @throws {TrilemmaError} `usage` where there is no such checkpoint; `model-exists`, `file`.
 */
export async function keepCheckpoint(
  folder: RunFolder,
  record: RunRecord,
  step: number,
  name: string,
  folders: ModelFolders,
): Promise<string> {
  if (!(await folder.checkpoints()).includes(step)) {
    throw new TrilemmaError(
      'usage',
      `There is no checkpoint of step ${step}: take one of those that are listed.`,
    );
  }
  const path = folder.checkpointPath(step);
  const { imageSize } = record.networks.generator;
  const { model, added } = await importModel(path, folders, {
    name,
    weights: 'ema',
    imageSize,
    steps: record.networks.denoisingSteps,
    ...cardOf(record, step),
  });
  if (added) await writeDiscriminator(path, record, join(dirname(model.path), DISCRIMINATOR_FILE));
  return model.card.name;
}

function cardOf({ spec, base, data, networks }: RunRecord, step: number) {
  const { settings, preset } = spec;
  const from = base === null ? 'from nothing' : `from ${base.title}`;
  const pictures = data === null ? 'pictures' : counted(data.pictures, 'picture');
  return {
    title: spec.name,
    source: `Trained in Trilemma Studio ${from}, step ${step} of run ${spec.name}`,
    license:
      base === null
        ? 'As the pictures that it was trained on'
        : `${base.license} The pictures that it was trained on have their own terms.`,
    notes: [
      `Data: ${pictures} at ${networks.generator.imageSize}x${networks.generator.imageSize}, SHA-256 of their crops ${data?.sha256 ?? 'unknown'}.`,
      `Training: ${counted(step, 'step')} of ${counted(settings.batch * settings.accumulation, 'picture')}, preset ${preset}, learning rates ${settings.rateG} (G) and ${settings.rateD} (D), R1 ${settings.r1Gamma}, EMA ${settings.emaDecay}, frozen in G: ${settings.freezeGenerator}.`,
    ],
  };
}

async function writeDiscriminator(
  checkpoint: string,
  { networks }: RunRecord,
  target: string,
): Promise<void> {
  using source = openFileSource(checkpoint);
  const D = findDiscriminator(openCheckpoint(source));
  if (D === undefined) throw new TrilemmaError('checkpoint-corrupt', `${checkpoint} has no discriminator.`);
  const { variant, ngf, tEmbDim, numChannels, imageSize } = networks.discriminator;
  const config = { variant, ngf, t_emb_dim: tEmbDim, num_channels: numChannels, image_size: imageSize };
  const tensors = [...D.tensors.values()].map((info) => ({
    ...info,
    bytes: () => viewBytes(D.raw(info.name)),
  }));
  const chunks = [...writeSafetensors(tensors, { kind: 'discriminator', config: JSON.stringify(config) })];
  await writeFileAtomically(target, Buffer.concat(chunks));
}
