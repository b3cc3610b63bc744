/** A model as one ONNX file, for programs that know nothing of us. */
import { dirname } from 'node:path';
import { modelChunks } from '../core/onnx/serialise.ts';
import { writeDurably } from '../platform/atomic-write.ts';
import { fileError } from '../platform/file-error.ts';
import { generatorFromFile } from './networks.ts';
import type { ExportOnnxParams, ExportOnnxProgress } from './protocol.ts';
import type { RequestContext } from './request-context.ts';

/**
 * Writes the generator's graph with its weights: inputs x_t, t and z, outputs x_0 and w_out, any batch.
 *
 * @returns the file's size in bytes.
 * @throws {TrilemmaError} `file` where it cannot be written, `graph` beyond ONNX's 2 GB, `cancelled`; what there is
 *   of the file then is the caller's to remove.
 */
export async function exportOnnx(
  { model, path, mode, metadata }: ExportOnnxParams,
  context: RequestContext<ExportOnnxProgress>,
): Promise<number> {
  const chunks = modelChunks(generatorFromFile(model.path, model.architecture), metadata);
  const total = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  try {
    await writeDurably(path, told(chunks, total, context), mode);
  } catch (cause) {
    throw fileError(`The ONNX file cannot be written into ${dirname(path)}`, cause);
  }
  return total;
}

/** Most chunks are a few bytes between two weights. */
const TELL_EVERY_BYTES = 1 << 20;

async function* told(
  chunks: readonly Uint8Array[],
  total: number,
  context: RequestContext<ExportOnnxProgress>,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  let due = 0;
  for (const chunk of chunks) {
    yield chunk;
    done += chunk.byteLength;
    if (done < due && done < total) continue;
    await context.checkpoint();
    context.progress({ done, total });
    due = done + TELL_EVERY_BYTES;
  }
}
