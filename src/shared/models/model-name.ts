import { basename, extname } from 'node:path';
import { TrilemmaError } from '../../shared/errors.ts';
import { isModelName, MAX_MODEL_NAME } from '../../shared/models/model-card.ts';

/**
 * A name that a person gave.
 *
 * @throws TrilemmaError 'usage', with a name that would do.
 */
export function checkedModelName(name: string): string {
  if (isModelName(name)) return name;
  throw new TrilemmaError(
    'usage',
    `${JSON.stringify(name.slice(0, MAX_MODEL_NAME))} cannot be the name of a model: use up to ${MAX_MODEL_NAME} lower-case letters, digits, "-", "_" and ".", such as "${nameFrom(name)}".`,
  );
}

/** The name of a model that comes from this file: `Net G (1).pth` gives `net-g-1`. */
export function nameFromFile(path: string): string {
  return nameFrom(stemOf(path));
}

/** A file's name without folder and extension. */
export function stemOf(path: string): string {
  return basename(path, extname(path));
}

/** `name`, else the first of `name-2`, `name-3`, ... that is not taken. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : `-${number}`;
    const candidate = name.slice(0, MAX_MODEL_NAME - suffix.length) + suffix;
    if (!taken.has(candidate)) return candidate;
  }
}

/** The name nearest to what a person wrote: lower case, without accents, `-` for all that cannot be in one. */
export function nameFrom(text: string): string {
  const word = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\d_a-z.]+/g, '-')
    .replace(/^[^\da-z]+/, '')
    .slice(0, MAX_MODEL_NAME)
    .replace(/[.-]+$/, '');
  if (isModelName(word)) return word;
  return word === '' ? 'model' : `model-${word}`;
}
