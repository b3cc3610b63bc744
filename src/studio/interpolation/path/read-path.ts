/** The path that a file of ours carries. */
import { join } from 'node:path';
import type { LatentPath } from '../../../shared/path/latent-path.ts';
import { parseLatentPath } from '../../../shared/path/parse-latent-path.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { openFileSource } from '../../../platform/file-source.ts';
import { isFolder } from '../../../platform/is-folder.ts';
import { readPictureFile } from '../../pictures/picture-file.ts';
import { gifComments } from '../encoders/gif.ts';
import { pathOfComment, pathOfVideoComment, pathOfXmp, readPathOfPng } from './path-metadata.ts';
import { PATH_FILE } from '../encoders/write-film.ts';
import { videoComment } from './video-comment.ts';
import { xmpOfWebp } from '../encoders/webp.ts';

type Kind = 'png' | 'gif' | 'webp' | 'video' | 'json';

/** Bytes that tell what a file is, as Latin-1, whatever its name says. */
const SIGNATURES: readonly (readonly [Kind, RegExp])[] = [
  ['png', /^\x89PNG/],
  ['gif', /^GIF8/],
  ['webp', /^RIFF[^]{4}WEBP/],
  ['video', /^[^]{4}ftyp/],
  ['video', /^\x1aE\xdf\xa3/],
  ['json', /^(\xef\xbb\xbf)?\s*\{/],
];
const SIGNATURE_BYTES = 16;

/**
 * The latent path from a film, a sprite sheet, the `path.json` of a folder of frames, or that folder.
 *
 * @throws TrilemmaError 'file' where it cannot be read, 'recipe-invalid' where it carries no valid path.
 */
export async function readPath(fileOrFolder: string): Promise<LatentPath> {
  const file = isFolder(fileOrFolder) ? join(fileOrFolder, PATH_FILE) : fileOrFolder;
  const kind = kindOf(file);
  if (kind === 'video') return pathOfVideoComment(await videoComment(file));
  const bytes = readPictureFile(file);
  switch (kind) {
    case 'json':
      return parseLatentPath(parsedJson(Buffer.from(bytes).toString('utf8')));
    case 'gif':
      return pathOfComment(gifComments(bytes).find((comment) => comment.startsWith('Trilemma')) ?? '');
    case 'webp':
      return pathOfXmp(await xmpOfWebp(bytes));
    case 'png':
      return readPathOfPng(bytes);
    case undefined:
      throw new TrilemmaError(
        'recipe-invalid',
        `${fileOrFolder} carries no path: give an MP4, WebM, GIF, WebP, APNG or sprite sheet of the studio, or the folder of its frames.`,
      );
  }
}

function kindOf(file: string): Kind | undefined {
  using source = openFileSource(file);
  const start = Buffer.from(source.read(0, Math.min(SIGNATURE_BYTES, source.size))).toString('latin1');
  return SIGNATURES.find(([, signature]) => signature.test(start))?.[0];
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new TrilemmaError('recipe-invalid', 'The file is not JSON, so there is no path in it.', { cause });
  }
}
