/** Names of models: the rule, and names that follow from a file's name or from what a person wrote. */
import { TrilemmaError } from '../errors.ts';

/** In characters. */
export const MAX_MODEL_NAME = 64;

/** Names that Windows gives to devices, whatever follows after a dot. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/;

/**
 * True if `name` can name a model: a folder on every platform, and a word on a command line. So 1 to 64 lower-case
 * letters, digits, `-`, `_` and `.`, first a letter or digit, last no dot, and no device of Windows.
 */
export function isModelName(name: string): boolean {
  const isWord = /^[\da-z][\w.-]*$/.test(name) && name === name.toLowerCase();
  return isWord && name.length <= MAX_MODEL_NAME && !name.endsWith('.') && !DEVICE_NAME.test(name);
}

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

/** The name of a model that comes from a file: `Net G (1).pth` gives `net-g-1`. */
export function nameFromFile(path: string): string {
  return nameFrom(stemOf(path));
}

/** A name for the model in a file that no other model has: `net-g-1`, then `net-g-1-2`. */
export function freeNameFromFile(path: string, taken: ReadonlySet<string>): string {
  return freeName(nameFromFile(path), taken);
}

/** A file's name without folder and extension, whichever system the path is of. */
export function stemOf(path: string): string {
  return path.replace(/^.*[/\\]/s, '').replace(/(?<=.)\.[^.]*$/s, '');
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
