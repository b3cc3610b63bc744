/** A checkpoint of a run as a model of the library. */
import { counted } from '../../shared/counted.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { importModel } from '../models/import/import.ts';
import type { ModelFolders } from '../models/model-folders.ts';
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
  const { model } = await importModel(path, folders, {
    name,
    weights: 'ema',
    // One that has learnt nothing yet is its base, which the user did not train.
    leavesKnown: true,
    imageSize,
    steps: record.networks.denoisingSteps,
    ...cardOf(record, step),
  });
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
        : `${base.license.replace(/\.?$/, '.')} The pictures that it was trained on have their own terms.`,
    notes: [
      `Data: ${pictures} at ${networks.generator.imageSize}x${networks.generator.imageSize}, SHA-256 of their crops ${data?.sha256 ?? 'unknown'}.`,
      `Training: ${counted(step, 'step')} of ${counted(settings.batch * settings.accumulation, 'picture')}, preset ${preset}, learning rates ${settings.rateG} (G) and ${settings.rateD} (D), R1 ${settings.r1Gamma}, EMA ${settings.emaDecay}, frozen in G: ${settings.freezeGenerator}.`,
    ],
  };
}
