import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { assertFinite } from '../../../core/checkpoint/assert-finite.ts';
import type { TensorReader } from '../../../core/checkpoint/checkpoint.ts';
import { viewBytes, writeSafetensors } from '../../../core/checkpoint/safetensors-writer.ts';
import { checkedElementCount, elementSize } from '../../../core/checkpoint/tensor.ts';
import type { TensorInfo } from '../../../core/checkpoint/tensor.ts';
import { generatorMetadata } from '../../../core/checkpoint/networks/generator-metadata.ts';
import type { FoundGenerator } from './found-generator.ts';

/** Bytes of weights written, and to write. */
export interface ImportProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * Writes a generator as the library keeps it: one safetensors file whose bytes follow from the tensors, the
 * architecture and T alone, so that its hash tells the same weights from whatever file they came. One tensor is
 * in memory at a time. The file is on the disk when it returns.
 *
 * @param path a file that does not exist
 * @param onProgress after each tensor; what it throws ends the writing
 * @returns the file's SHA-256, in hexadecimal
 * @throws TrilemmaError 'architecture' where values are no numbers
 */
export async function writeWeights(
  path: string,
  generator: FoundGenerator,
  onProgress: (progress: ImportProgress) => void,
): Promise<string> {
  const reader = generator.tensors;
  const infos = [...reader.tensors.values()];
  const tensors = infos.map((info) => ({ ...info, bytes: () => finiteBytes(reader, info) }));
  const total = infos.reduce((sum, info) => sum + byteLength(info), 0);
  const hash = createHash('sha256');
  const file = await open(path, 'wx');
  try {
    let done = 0;
    let isHeader = true;
    for (const chunk of writeSafetensors(tensors, metadataOf(generator))) {
      hash.update(chunk);
      await file.writeFile(chunk);
      done += isHeader ? 0 : chunk.length;
      isHeader = false;
      onProgress({ done, total });
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

function finiteBytes(reader: TensorReader, { name, dtype }: TensorInfo): Uint8Array {
  const values = reader.raw(name);
  assertFinite(name, dtype, values);
  return viewBytes(values);
}

/** The metadata of such files, by the names of training scripts: all that does not follow from the shapes. */
function metadataOf({ architecture, steps }: FoundGenerator): Readonly<Record<string, string>> {
  return {
    format: 'pt',
    kind: 'generator',
    config: JSON.stringify(generatorMetadata(architecture)),
    num_timesteps: String(steps),
  };
}

function byteLength({ name, shape, dtype }: TensorInfo): number {
  return checkedElementCount(name, shape) * elementSize(dtype);
}
