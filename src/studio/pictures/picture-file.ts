import { TrilemmaError } from '../../shared/errors.ts';
import { counted } from '../../shared/counted.ts';
import { openFileSource } from '../../platform/file-source.ts';
import { shownPath } from '../../platform/shown-path.ts';

/** Far more than a picture of ours has. */
const MAX_PICTURE_BYTES = 1 << 28;

/**
 * The bytes of a picture's file.
 *
 * @throws TrilemmaError 'file' where it cannot be read or is larger than 256 MiB.
 */
export function readPictureFile(path: string): Uint8Array {
  using file = openFileSource(path);
  if (file.size > MAX_PICTURE_BYTES) {
    throw new TrilemmaError(
      'file',
      `${shownPath(path)} has ${counted(file.size, 'byte')}: too many for a picture of this studio.`,
    );
  }
  return file.read(0, file.size);
}
