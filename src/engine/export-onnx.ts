/** Exports a model as one ONNX file, for other programs. */
import { dirname } from 'node:path';
import { modelChunks } from '../core/onnx/serialise.ts';
import { writeDurably } from '../platform/atomic-write.ts';
import { fileError } from '../platform/file-error.ts';
import { generatorFromFile } from './networks.ts';
import type { ExportOnnxParams, ExportOnnxProgress } from './protocol.ts';
import type { MethodContext } from './method-context.ts';

/**
 * Writes the generator's graph with its weights: inputs x_t, t and z, outputs x_0 and w_out, any batch.
 *
 * @returns the file's size in bytes.
 * @throws {TrilemmaError} `file` where it cannot be written, `graph` beyond ONNX's 2 GB, `cancelled`; what there is
 *   of the file then is the caller's to remove.
 */
export async function exportOnnx(
  { model, path, mode, metadata }: ExportOnnxParams,
  context: MethodContext<ExportOnnxProgress>,
): Promise<number> {
  const chunks = modelChunks(generatorFromFile(model.path, model.architecture), metadata);
  const total = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  try {
    await writeDurably(path, reporting(chunks, total, context), mode);
  } catch (cause) {
    throw fileError(`The ONNX file cannot be written into ${dirname(path)}`, cause);
  }
  return total;
}

/** Most chunks are a few bytes between two weights, too few to report each. */
const REPORT_EVERY_BYTES = 1 << 20;

/** The chunks, with progress reported as they are taken. */
async function* reporting(
  chunks: readonly Uint8Array[],
  total: number,
  context: MethodContext<ExportOnnxProgress>,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  let due = 0;
  for (const chunk of chunks) {
    yield chunk;
    done += chunk.byteLength;
    if (done < due && done < total) continue;
    await context.checkpoint();
    context.progress({ done, total });
    due = done + REPORT_EVERY_BYTES;
  }
}
