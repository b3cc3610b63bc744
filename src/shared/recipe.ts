import { TrilemmaError } from './errors.ts';

/** The version that this build writes and reads (docs/recipe.md says what may change, and how). */
export const RECIPE_VERSION = 1;

/** The largest multiplier that a recipe may hold: far beyond all that a model was trained on, and finite. */
export const MAX_TEMPERATURE = 100;

/** Multipliers of the standard deviation of x_T and of every z_t, 0..MAX_TEMPERATURE; 1 as in training. */
export interface Temperature {
  readonly x_T: number;
  readonly z: number;
}

/**
 * All that a picture is made from. The fields but `madeWith` decide the pixels; the same recipe on the same
 * build and execution provider gives the same pixels.
 */
export interface Recipe {
  readonly version: typeof RECIPE_VERSION;
  /** The hash is of the weights file and identifies the model; the name is for people. */
  readonly model: { readonly name: string; readonly sha256: string };
  /** T, the denoising steps. */
  readonly steps: number;
  /** 0..2^64-1 in decimal, because a JSON number does not hold 64 bits. */
  readonly seed: string;
  readonly temperature: Temperature;
  /** Side of the square picture in pixels. */
  readonly imageSize: number;
  readonly madeWith: MadeWith;
}

/** Where a picture was first made: under these circumstances its pixels come out the same again. */
interface MadeWith {
  /** The studio's version. */
  readonly app: string;
  /** The execution provider, such as `cpu` or `webgpu`. */
  readonly provider: string;
  /** The inference runtime and its version. */
  readonly runtime: string;
}

/** A message shows no more of a wrong value than this. */
const MAX_SHOWN = 60;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks a recipe that came from a file, a picture or another process. A field that version 1 does not know is
 * an error, never skipped: it could decide pixels.
 *
 * @param json what JSON.parse returned
 * @throws TrilemmaError 'recipe-invalid', with the field and what it should hold
 */
export function parseRecipe(json: unknown): Recipe {
  if (!isFields(json)) throw invalid('it', 'a JSON object', json);
  checkVersion(json.version);
  refuseUnknownFields(
    json,
    ['version', 'model', 'steps', 'seed', 'temperature', 'imageSize', 'madeWith'],
    '',
  );
  const model = object(json, 'model', ['name', 'sha256']);
  const temperature = object(json, 'temperature', ['x_T', 'z']);
  const madeWith = object(json, 'madeWith', ['app', 'provider', 'runtime']);
  return {
    version: RECIPE_VERSION,
    model: {
      name: nonEmptyText(model.name, 'model.name'),
      sha256: textWhere(model.sha256, 'model.sha256', '64 lower-case hexadecimal digits', isSha256),
    },
    steps: positiveInteger(json.steps, 'steps'),
    seed: textWhere(json.seed, 'seed', 'a string, a decimal whole number from 0 to 2^64-1', isSeedText),
    temperature: {
      x_T: multiplier(temperature.x_T, 'temperature.x_T'),
      z: multiplier(temperature.z, 'temperature.z'),
    },
    imageSize: positiveInteger(json.imageSize, 'imageSize'),
    madeWith: {
      app: nonEmptyText(madeWith.app, 'madeWith.app'),
      provider: nonEmptyText(madeWith.provider, 'madeWith.provider'),
      runtime: nonEmptyText(madeWith.runtime, 'madeWith.runtime'),
    },
  };
}

function checkVersion(version: unknown): void {
  if (version === RECIPE_VERSION) return;
  if (typeof version === 'number' && Number.isInteger(version) && version > RECIPE_VERSION) {
    throw new TrilemmaError(
      'recipe-invalid',
      `The recipe has version ${version}: it was made by a newer version of Trilemma Studio, and this one reads version ${RECIPE_VERSION}. Update Trilemma Studio to use it.`,
    );
  }
  throw invalid('version', String(RECIPE_VERSION), version);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object(parent: Fields, field: string, known: readonly string[]): Fields {
  const value = parent[field];
  if (!isFields(value)) throw invalid(field, `an object with ${known.join(', ')}`, value);
  refuseUnknownFields(value, known, `${field}.`);
  return value;
}

function refuseUnknownFields(value: Fields, known: readonly string[], prefix: string): void {
  const unknown = Object.keys(value).find((field) => !known.includes(field));
  if (unknown === undefined) return;
  throw new TrilemmaError(
    'recipe-invalid',
    `The recipe is not valid: version ${RECIPE_VERSION} has no field ${prefix}${unknown}.`,
  );
}

function textWhere(
  value: unknown,
  field: string,
  expected: string,
  holds: (text: string) => boolean,
): string {
  if (typeof value === 'string' && holds(value)) return value;
  throw invalid(field, expected, value);
}

function nonEmptyText(value: unknown, field: string): string {
  return textWhere(value, field, 'a string that is not empty', (text) => text.trim() !== '');
}

function positiveInteger(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw invalid(field, 'a whole number from 1', value);
}

function multiplier(value: unknown, field: string): number {
  if (typeof value === 'number' && value >= 0 && value <= MAX_TEMPERATURE) return value;
  throw invalid(field, `a number from 0 to ${MAX_TEMPERATURE}`, value);
}

function isSha256(text: string): boolean {
  return /^[\da-f]{64}$/.test(text);
}

function isSeedText(text: string): boolean {
  return /^(?:0|[1-9]\d{0,19})$/.test(text) && BigInt(text) < 2n ** 64n;
}

function invalid(field: string, expected: string, found: unknown): TrilemmaError {
  return new TrilemmaError(
    'recipe-invalid',
    `The recipe is not valid: ${field} must be ${expected}, but ${describe(found)}.`,
  );
}

function describe(found: unknown): string {
  switch (typeof found) {
    case 'undefined':
      return 'it is missing';
    case 'string':
      return `it is ${JSON.stringify(found.length > MAX_SHOWN ? `${found.slice(0, MAX_SHOWN)}...` : found)}`;
    case 'number':
    case 'boolean':
    case 'bigint':
      return `it is ${String(found)}`;
    case 'object':
      if (found === null) return 'it is null';
      return Array.isArray(found) ? 'it is a list' : 'it is an object';
    case 'function':
    case 'symbol':
      return 'it is no JSON value';
  }
}
