/** Checks of single fields of a recipe that came from outside; each says where it is and what it should hold. */
import { TrilemmaError } from '../errors.ts';
import type { Recipe, RecipeVersion } from './recipe.ts';

/** A message shows no more of a wrong value than this. */
const MAX_SHOWN = 60;

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param path where the object stands, such as `edits[1].strength`; empty for the recipe itself. */
export function object(
  value: unknown,
  path: string,
  known: readonly string[],
  version: RecipeVersion,
): Fields {
  if (!isFields(value)) throw invalid(path, `an object with ${known.join(', ')}`, value);
  refuseUnknownFields(value, path, known, version);
  return value;
}

/** A field that a version does not know is never skipped: it could decide pixels. */
export function refuseUnknownFields(
  value: Fields,
  path: string,
  known: readonly string[],
  version: RecipeVersion,
): void {
  const unknown = Object.keys(value).find((field) => !known.includes(field));
  if (unknown === undefined) return;
  throw new TrilemmaError(
    'recipe-invalid',
    `The recipe is not valid: version ${version} has no field ${path === '' ? '' : `${path}.`}${shortened(unknown)}.`,
  );
}

export function list(
  value: unknown,
  path: string,
  expected: string,
  holds: (length: number) => boolean,
): readonly unknown[] {
  if (Array.isArray(value) && holds(value.length)) return value;
  throw invalid(path, expected, value);
}

export function textWhere(
  value: unknown,
  path: string,
  expected: string,
  holds: (text: string) => boolean,
): string {
  if (typeof value === 'string' && holds(value)) return value;
  throw invalid(path, expected, value);
}

export function nonEmptyText(value: unknown, path: string): string {
  return textWhere(value, path, 'a string that is not empty', (text) => text.trim() !== '');
}

export function positiveInteger(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw invalid(path, 'a whole number from 1', value);
}

export function numberIn(value: unknown, path: string, smallest: number, largest: number): number {
  if (typeof value === 'number' && value >= smallest && value <= largest) return value;
  throw invalid(path, `a number from ${smallest} to ${largest}`, value);
}

/** A reference to a model: its weights' hash, and a name for people. */
export function modelName(value: unknown, path: string, version: RecipeVersion): Recipe['model'] {
  const { name, sha256 } = object(value, path, ['name', 'sha256'], version);
  return {
    name: nonEmptyText(name, `${path}.name`),
    sha256: textWhere(sha256, `${path}.sha256`, '64 lower-case hexadecimal digits', (text) =>
      /^[\da-f]{64}$/.test(text),
    ),
  };
}

export function seedText(value: unknown, path: string): string {
  return textWhere(
    value,
    path,
    'a string, a decimal whole number from 0 to 2^64-1',
    (text) => /^(?:0|[1-9]\d{0,19})$/.test(text) && BigInt(text) < 2n ** 64n,
  );
}

export function invalid(path: string, expected: string, found: unknown): TrilemmaError {
  return new TrilemmaError(
    'recipe-invalid',
    `The recipe is not valid: ${path === '' ? 'it' : path} must be ${expected}, but ${describe(found)}.`,
  );
}

function describe(found: unknown): string {
  switch (typeof found) {
    case 'undefined':
      return 'it is missing';
    case 'string':
      return `it is ${JSON.stringify(shortened(found))}`;
    case 'number':
    case 'boolean':
    case 'bigint':
      return `it is ${String(found)}`;
    case 'object':
      if (found === null) return 'it is null';
      return Array.isArray(found) ? `it is a list of ${found.length}` : 'it is an object';
    case 'function':
    case 'symbol':
      return 'it is no JSON value';
  }
}

function shortened(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
