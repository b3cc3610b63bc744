/** The path that a file of ours carries. */
import { extname } from 'node:path';
import type { LatentPath } from '../../shared/latent-path.ts';
import { parseLatentPath } from '../../shared/parse-latent-path.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { readPictureFile } from '../pictures/picture-file.ts';
import { gifComments } from './gif.ts';
import { pathOfComment, pathOfXmp, readPathOfPng } from './path-metadata.ts';
import { xmpOfWebp } from './webp.ts';

/**
 * From an animation, a sprite sheet or the `path.json` of a folder of frames.
 *
 * @throws TrilemmaError 'file' where it cannot be read, 'recipe-invalid' where it carries no valid path.
 */
export async function readPath(file: string): Promise<LatentPath> {
  const bytes = readPictureFile(file);
  switch (extname(file).toLowerCase()) {
    case '.json':
      return parseLatentPath(parsedJson(Buffer.from(bytes).toString('utf8')));
    case '.gif':
      return pathOfComment(gifComments(bytes).find((comment) => comment.startsWith('Trilemma')) ?? '');
    case '.webp':
      return pathOfXmp(await xmpOfWebp(bytes));
    default:
      return readPathOfPng(bytes);
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TrilemmaError('recipe-invalid', 'The file is not JSON, so there is no path in it.', { cause });
  }
}
