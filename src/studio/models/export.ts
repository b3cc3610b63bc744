/** A model of the library as a file of its own, for other programs and other people. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { openSafetensors } from '../../core/checkpoint/safetensors.ts';
import { viewBytes, writeSafetensors } from '../../core/checkpoint/safetensors-writer.ts';
import { checkedElementCount, elementSize } from '../../core/checkpoint/tensor.ts';
import type { EngineClient } from '../../engine/client.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { ExportFormat } from '../../shared/job.ts';
import type { Model } from '../../shared/models/model-card.ts';
import { replaceFile, writeDurably } from '../../platform/atomic-write.ts';
import { openFileSource } from '../../platform/file-source.ts';
import { cardMetadata } from './card-metadata.ts';
import { verifyModel } from './check.ts';
import { DISCRIMINATOR_FILE } from './discriminator-file.ts';

export interface ExportedModel {
  readonly path: string;
  readonly bytes: number;
  /** What of the model is not in the file, in sentences. */
  readonly notes: readonly string[];
}

export interface ModelExportOptions {
  /** Ends the export with 'cancelled'. */
  readonly signal?: AbortSignal | undefined;
  /** Bytes written, and to write. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Writes a model's file: `safetensors` is the weights as the library keeps them, with the card in its metadata;
 * `onnx` is the generator as one file that ONNX Runtime runs (inputs x_t, t, z; outputs x_0, w_out). It is written
 * as a whole or not at all; what was there before is replaced.
 *
 * @param path absolute
 * @throws TrilemmaError 'model-damaged' where the weights are not those that the card describes, 'file' where the
 * file cannot be written, 'graph' where it would be too large for ONNX, 'cancelled', 'engine-died'.
 */
export async function exportModel(
  engine: EngineClient,
  model: Model,
  format: ExportFormat,
  path: string,
  options: ModelExportOptions = {},
): Promise<ExportedModel> {
  let bytes = 0;
  throwIfCancelled(options.signal);
  await verifyModel(model, () => throwIfCancelled(options.signal));
  await replaceFile(path, async (temporary, mode) => {
    bytes = await write(engine, model, format, { path: temporary, mode }, options);
    // The engine may have finished before the cancellation reached it.
    throwIfCancelled(options.signal);
  });
  return { path, bytes, notes: format === 'safetensors' ? leftOut(model) : [] };
}

/** Who exports weights may mean to train on elsewhere. */
function leftOut(model: Model): readonly string[] {
  if (!existsSync(join(dirname(model.path), DISCRIMINATOR_FILE))) return [];
  return [
    'The file holds the generator alone: the discriminator, which fine-tuning goes on with, stays in the library.',
  ];
}

interface NewFile {
  readonly path: string;
  readonly mode: number;
}

async function write(
  engine: EngineClient,
  model: Model,
  format: ExportFormat,
  file: NewFile,
  options: ModelExportOptions,
): Promise<number> {
  switch (format) {
    case 'safetensors':
      return writeWeightsWithCard(model, file, options);
    case 'onnx':
      return writeOnnx(engine, model, file, options);
    default:
      return assertNever(format);
  }
}

async function writeOnnx(
  engine: EngineClient,
  { path, card }: Model,
  file: NewFile,
  { signal, onProgress }: ModelExportOptions,
): Promise<number> {
  const { bytes } = await engine.request(
    'exportOnnx',
    { model: { path, architecture: card.architecture }, metadata: cardMetadata(card), ...file },
    {
      ...(signal !== undefined && { signal }),
      onProgress: ({ done, total }) => onProgress?.(done, total),
    },
  );
  return bytes;
}

async function writeWeightsWithCard(
  model: Model,
  file: NewFile,
  options: ModelExportOptions,
): Promise<number> {
  using source = openFileSource(model.path);
  const weights = openSafetensors(source);
  const tensors = [...weights.tensors.values()].map((info) => ({
    ...info,
    bytes: () => viewBytes(weights.raw(info.name)),
  }));
  const metadata = { ...weights.metadata, ...cardMetadata(model.card) };
  const dataBytes = tensors.reduce(
    (sum, t) => sum + checkedElementCount(t.name, t.shape) * elementSize(t.dtype),
    0,
  );
  let done = 0;
  let total = 0;
  async function* reported(): AsyncGenerator<Uint8Array> {
    for (const chunk of writeSafetensors(tensors, metadata)) {
      throwIfCancelled(options.signal);
      yield chunk;
      done += chunk.length;
      // The first is the header.
      total ||= done + dataBytes;
      options.onProgress?.(done, total);
      // Lets others have their turn.
      await setImmediate();
    }
  }
  await writeDurably(file.path, reported(), file.mode);
  return done;
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new TrilemmaError('cancelled', 'The export was cancelled; no file was written.');
  }
}
