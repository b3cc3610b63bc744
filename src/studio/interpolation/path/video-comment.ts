import { FilePathSource, Input, MP4, WEBM } from 'mediabunny';
import { TrilemmaError } from '../../../shared/errors.ts';

/**
 * The comment that an MP4 or WebM carries; empty where there is none.
 *
 * @throws TrilemmaError 'recipe-invalid' where the file is damaged.
 */
export async function videoComment(file: string): Promise<string> {
  using input = new Input({ source: new FilePathSource(file), formats: [MP4, WEBM] });
  try {
    const { comment } = await input.getMetadataTags();
    return comment ?? '';
  } catch (cause) {
    throw new TrilemmaError('recipe-invalid', `${file} is damaged: no path can be read from it.`, { cause });
  }
}
