import { TrilemmaError } from '../../shared/errors.ts';
import type { ByteSource } from './byte-source.ts';
import type { Checkpoint } from './checkpoint.ts';
import { foreignFileError } from './foreign-file.ts';
import { latin1Bytes } from './latin1.ts';
import { openSafetensors } from './safetensors.ts';
import { openTorchArchive } from './torch/archive.ts';
import { openTorchStream } from './torch/stream.ts';

/**
 * Opens a checkpoint by what it holds, never by its name: safetensors, or torch.save in either form. Nothing in
 * the file is executed. Tensors keep their names, `module.` included.
 *
 * @throws TrilemmaError `checkpoint-corrupt`, `checkpoint-unsafe` or `checkpoint-unsupported`.
 */
export function openCheckpoint(source: ByteSource): Checkpoint {
  if (source.size === 0) {
    throw new TrilemmaError('checkpoint-corrupt', 'The checkpoint is empty (0 bytes): fetch it again.');
  }
  const head = source.read(0, Math.min(source.size, 9));
  if (isSafetensors(head)) return openSafetensors(source);
  if (startsWith(head, [0x50, 0x4b])) return openTorchArchive(source);
  if (isPickle(head)) return openTorchStream(source);
  throw foreignFileError(source);
}

/** A JSON object after the length. The length itself is left for the reader to judge. */
function isSafetensors(head: Uint8Array): boolean {
  return head[8] === 0x7b;
}

/** Protocols from 2 on begin with an instruction of their own, older ones with the magic number as text. */
function isPickle(head: Uint8Array): boolean {
  return (head[0] === 0x80 && head[1]! <= 5) || startsWith(head, [...latin1Bytes('L11954703')]);
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, at) => bytes[at] === byte);
}
