import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { compareTensors } from '../../core/checkpoint/networks/compare-tensors.ts';
import { openSafetensors } from '../../core/checkpoint/safetensors.ts';
import { generatorParameters } from '../../core/ddgan/generator.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Model } from '../../shared/models/model-card.ts';
import { fileError } from '../../platform/file-error.ts';
import { openFileSource } from '../../platform/file-source.ts';

/**
 * Sees that a model's file holds what its card says: every tensor of its architecture, in shape, and T. Reads the
 * file's header alone, so do it before each use.
 *
 * @throws TrilemmaError 'model-damaged' where it does not, 'file' where the file cannot be read.
 */
export function checkModel(model: Model): void {
  try {
    using file = openFileSource(model.path);
    const { tensors, metadata } = openSafetensors(file);
    compareTensors('generator', tensors, generatorParameters(model.card.architecture));
    const stated = metadata.num_timesteps;
    if (stated !== undefined && stated !== String(model.card.steps)) {
      throw damaged(model, `its file is for ${stated} steps, its card says ${model.card.steps}`);
    }
  } catch (cause) {
    if (!(cause instanceof TrilemmaError) || cause.code === 'model-damaged' || cause.code === 'file')
      throw cause;
    throw damaged(model, `its file does not fit its card (${cause.message})`, cause);
  }
}

const SLAB_BYTES = 4 << 20;

/**
 * Sees that a model's file is bit for bit the one that its card describes.
 *
 * @param onProgress bytes read so far, and in all
 * @throws TrilemmaError 'model-damaged' where it is not, 'file' where the file cannot be read.
 */
export async function verifyModel(
  model: Model,
  onProgress: (progress: { readonly done: number; readonly total: number }) => void = () => undefined,
): Promise<void> {
  const hash = createHash('sha256');
  try {
    using file = openFileSource(model.path);
    for (let done = 0; done < file.size;) {
      const length = Math.min(SLAB_BYTES, file.size - done);
      hash.update(file.read(done, length));
      done += length;
      onProgress({ done, total: file.size });
      // Lets others have their turn: the window of a host, or Ctrl-C.
      await setImmediate();
    }
  } catch (cause) {
    throw fileError(`${model.path} cannot be read`, cause);
  }
  if (hash.digest('hex') !== model.card.sha256) {
    throw damaged(model, 'its file is not the one that was added (its SHA-256 differs)');
  }
}

function damaged({ card, origin }: Model, what: string, cause?: unknown): TrilemmaError {
  const advice = origin === 'bundled' ? 'Install Trilemma Studio again.' : 'Import it again.';
  return new TrilemmaError('model-damaged', `The model ${card.name} is damaged: ${what}. ${advice}`, {
    cause,
  });
}
