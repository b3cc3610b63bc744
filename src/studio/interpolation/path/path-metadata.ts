/** The path as films carry it, so that it can be edited and rendered again. */
import { modelsOf } from '../../../core/latent/path/models.ts';
import { framesOf } from '../../../core/latent/path/timeline.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { LatentPath } from '../../../shared/path/latent-path.ts';
import { parseLatentPath } from '../../../shared/path/parse-latent-path.ts';
import { digitalSourceChunk } from '../../pictures/digital-source.ts';
import { internationalTextChunk, keywordOf, textChunk, textOf } from '../../pictures/png-text.ts';
import { pngChunks, type PngChunk } from '../../pictures/png.ts';
import { APP_VERSION } from '../../version.ts';

const PATH_KEYWORD = 'Trilemma Path';

/** Comments of other programs do not begin so. */
const COMMENT_START = 'Trilemma Path ';

function modelText(path: LatentPath): string {
  const names = modelsOf(path).map(({ name }) => name);
  return `${names.length === 1 ? 'Model' : 'Models'}: ${names.join(' + ')}`;
}

/** The path as PNG text, one line that other programs show, and the mark of generated media. */
export function pathChunks(path: LatentPath): readonly PngChunk[] {
  const line = `Path of ${framesOf(path)} frames at ${path.fps} a second, ${modelText(path)}, Version: Trilemma Studio ${APP_VERSION}`;
  return [
    internationalTextChunk(PATH_KEYWORD, JSON.stringify(path)),
    textChunk('parameters', line),
    digitalSourceChunk(),
  ];
}

/**
 * The path that a sprite sheet or an animated PNG carries.
 *
 * @throws TrilemmaError 'recipe-invalid' where there is none, or one that is not valid.
 */
export function readPathOfPng(png: Uint8Array): LatentPath {
  for (const chunk of pngChunks(png)) {
    if (keywordOf(chunk) === PATH_KEYWORD) return parsed(textOf(chunk));
  }
  throw noPath();
}

/** The path as the comment of a GIF. */
export function pathComment(path: LatentPath): string {
  return `${COMMENT_START}${JSON.stringify(path)}`;
}

/** @throws TrilemmaError as {@link readPathOfPng}. */
export function pathOfComment(comment: string): LatentPath {
  if (!comment.startsWith(COMMENT_START)) throw noPath();
  return parsed(comment.slice(COMMENT_START.length));
}

/** The path as the comment of a video. */
export function videoCommentOf(path: LatentPath): string {
  return JSON.stringify(path);
}

/** @throws TrilemmaError as {@link readPathOfPng}. */
export function pathOfVideoComment(comment: string): LatentPath {
  // Comments of other programs are no objects.
  if (!comment.startsWith('{')) throw noPath();
  return parsed(comment);
}

/** An XMP packet with the path, and with the mark of generated media (IPTC Digital Source Type). */
export function pathXmp(path: LatentPath): string {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:trilemma="urn:x-trilemma-studio:1">
      <Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>
      <trilemma:Path>${escaped(JSON.stringify(path))}</trilemma:Path>
    </rdf:Description>
  </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`;
}

/** @throws TrilemmaError as {@link readPathOfPng}. */
export function pathOfXmp(xmp: string): LatentPath {
  const text = /<trilemma:Path>(.*?)<\/trilemma:Path>/s.exec(xmp)?.[1];
  if (text === undefined) throw noPath();
  return parsed(text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function parsed(text: string): LatentPath {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new TrilemmaError('recipe-invalid', 'The path in the file is damaged: it is not JSON.', { cause });
  }
  return parseLatentPath(json);
}

function noPath(): TrilemmaError {
  return new TrilemmaError(
    'recipe-invalid',
    'The file carries no path of Trilemma Studio. Frames have theirs beside them: give their folder.',
  );
}
