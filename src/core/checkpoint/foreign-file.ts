import { TrilemmaError } from '../../shared/errors.ts';
import type { ByteSource } from './byte-source.ts';
import { latin1Text } from './latin1.ts';

interface Signature {
  /** Latin-1 text at `offset`. */
  readonly text: string;
  readonly offset?: number;
  /** Completes "The file is ...". */
  readonly what: string;
}

const signatures: readonly Signature[] = [
  {
    text: 'version https://git-lfs',
    what: 'a Git LFS pointer, not the checkpoint itself: fetch the real file (git lfs pull)',
  },
  {
    text: 'ustar',
    offset: 257,
    what: 'a tar archive: unpack it, or save the checkpoint with torch.save again',
  },
  { text: '\x1f\x8b', what: 'compressed with gzip: unpack it first' },
  { text: 'BZh', what: 'compressed with bzip2: unpack it first' },
  { text: '\xfd7zXZ', what: 'compressed with xz: unpack it first' },
  { text: '7z\xbc\xaf', what: 'a 7z archive: unpack it first' },
  { text: 'Rar!', what: 'a RAR archive: unpack it first' },
  { text: '\x89HDF', what: 'an HDF5 file (Keras), not a checkpoint of PyTorch' },
  { text: 'GGUF', what: 'a GGUF file, not a checkpoint of a denoising diffusion GAN' },
  { text: '\x93NUMPY', what: 'a NumPy array, not a checkpoint' },
  { text: '\x89PNG', what: 'a picture (PNG), not a checkpoint' },
  { text: '\xff\xd8\xff', what: 'a picture (JPEG), not a checkpoint' },
];

/** A model's version of the format, and after it one of its next fields: who made it, its own version, its graph. */

const ONNX = /^\x08[\x01-\x1f][\x12\x1a\x22\x28\x3a\x42]/;

const HEAD_BYTES = 512;

/**
 * Why a file that is neither safetensors nor torch.save is not: names what it is where that is known, such as
 * the page that a failed download leaves.
 */
export function foreignFileError(source: ByteSource): TrilemmaError {
  const head = latin1Text(source.read(0, Math.min(source.size, HEAD_BYTES)));
  const known = signatures.find(({ text, offset = 0 }) => head.startsWith(text, offset));
  if (known !== undefined) return unsupported(known.what);
  if (/^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|\?xml|!--)/i.test(head)) {
    return unsupported('a web page, not a checkpoint: the download failed, fetch it again');
  }
  if (/^(?:\xef\xbb\xbf)?[\t\n\r\x20-\x7e]+$/.test(head)) {
    return unsupported('plain text, not a checkpoint: fetch the file again');
  }
  if (ONNX.test(head)) {
    return unsupported('an ONNX graph: import the checkpoint or .safetensors file that it was made from');
  }
  if (/^\0+$/.test(head)) {
    return new TrilemmaError(
      'checkpoint-corrupt',
      'The checkpoint begins with zeros only: its download or copy was not completed. Fetch it again.',
    );
  }
  return unsupported('neither safetensors nor a torch.save file, or its first bytes are damaged');
}

function unsupported(what: string): TrilemmaError {
  return new TrilemmaError('checkpoint-unsupported', `The file is ${what}.`);
}
