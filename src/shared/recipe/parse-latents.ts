/** Checks seed, temperature and edits of a recipe; edits hold further pictures, so the two check each other in turn. */
import { assertNever } from '../assert-never.ts';
import { floatsFromBase64 } from './base64-floats.ts';
import { TrilemmaError } from '../errors.ts';
import {
  type Edit,
  type LatentRecipe,
  MAX_AMOUNT,
  MAX_TEMPERATURE,
  type Parts,
  type RecipeVersion,
  type VariationStrength,
} from './recipe.ts';
import {
  type Fields,
  invalid,
  isFields,
  list,
  numberIn,
  object,
  refuseUnknownFields,
  seedText,
  textWhere,
} from './recipe-fields.ts';

/** A frame of a path holds four key frames, some of them several times, and these hold pictures themselves. */
const MAX_DEPTH = 16;
const MAX_PICTURES = 256;
const MAX_EDITS = 1024;
const MAX_BLENDED = 7;
const MAX_CURVE = 3;
const MAX_WEIGHT = 10;
/** A smaller sum would make numbers out of rounding errors. */
const MIN_WEIGHT_SUM = 0.01;
const MAX_NAME = 200;
/** No mapping's output is near as wide. */
const MAX_VECTOR = 4096;
const MAX_VECTOR_VALUE = 1e6;
/** Half of the text that is read from a picture at most. */
const MAX_EDITS_TEXT = 1 << 19;

/** The state of reading one recipe. */
export interface Reading {
  readonly version: RecipeVersion;
  readonly steps: number;
  /** How many were met so far. */
  pictures: number;
  edits: number;
}

export function newReading(version: RecipeVersion, steps: number): Reading {
  return { version, steps, pictures: 0, edits: 0 };
}

/** The recipe as it is, once it is known to fit into a picture's text. */
export function checkEditsText<R extends LatentRecipe>(recipe: R): R {
  const length = recipe.edits === undefined ? 0 : JSON.stringify(recipe.edits).length;
  if (length <= MAX_EDITS_TEXT) return recipe;
  throw new TrilemmaError(
    'recipe-invalid',
    `The recipe is not valid: edits must be at most ${MAX_EDITS_TEXT} characters of text, but they are ${length}.`,
  );
}

/** Seed, temperature and edits of an object whose fields' names are checked. */
export function latents(json: Fields, path: string, reading: Reading, depth = 0): LatentRecipe {
  if (++reading.pictures > MAX_PICTURES) throw tooMany('pictures', MAX_PICTURES);
  const temperature = object(json.temperature, at(path, 'temperature'), ['x_T', 'z'], reading.version);
  const multiplier = (name: 'x_T' | 'z') =>
    numberIn(temperature[name], at(path, `temperature.${name}`), 0, MAX_TEMPERATURE);
  const plain: LatentRecipe = {
    seed: seedText(json.seed, at(path, 'seed')),
    temperature: { x_T: multiplier('x_T'), z: multiplier('z') },
  };
  if (json.edits === undefined) return plain;
  const where = at(path, 'edits');
  const edits = list(json.edits, where, 'a list of one edit or more', (length) => length > 0);
  return { ...plain, edits: edits.map((edit, i) => parseEdit(edit, `${where}[${i}]`, reading, depth)) };
}

/** A picture inside of something else. */
export function nested(value: unknown, path: string, reading: Reading, depth = 0): LatentRecipe {
  if (depth >= MAX_DEPTH) {
    throw new TrilemmaError(
      'recipe-invalid',
      `The recipe is not valid: its pictures stand more than ${MAX_DEPTH} deep in each other.`,
    );
  }
  return latents(
    object(value, path, ['seed', 'temperature', 'edits'], reading.version),
    path,
    reading,
    depth + 1,
  );
}

const FIELDS: Readonly<Record<Edit['kind'], readonly string[]>> = {
  variation: ['kind', 'seed', 'strength'],
  blend: ['kind', 'pictures', 'weights', 'parts'],
  mix: ['kind', 'picture', 'parts'],
  direction: ['kind', 'name', 'vector', 'amounts'],
  truncation: ['kind', 'center', 'amounts'],
  curve: ['kind', 'pictures', 'amount', 'parts'],
  drift: ['kind', 'seed', 'strength', 'turn'],
};

function isKind(kind: unknown): kind is Edit['kind'] {
  return typeof kind === 'string' && Object.hasOwn(FIELDS, kind);
}

function parseEdit(edit: unknown, path: string, reading: Reading, depth: number): Edit {
  if (++reading.edits > MAX_EDITS) throw tooMany('edits', MAX_EDITS);
  if (!isFields(edit)) throw invalid(path, 'an object with kind', edit);
  const { kind } = edit;
  if (!isKind(kind)) throw invalid(`${path}.kind`, `one of ${Object.keys(FIELDS).join(', ')}`, kind);
  refuseUnknownFields(edit, path, FIELDS[kind], reading.version);
  switch (kind) {
    case 'variation':
      return {
        kind,
        seed: seedText(edit.seed, `${path}.seed`),
        strength: parseStrength(edit.strength, `${path}.strength`, reading),
      };
    case 'blend': {
      const pictures = parsePictures(edit.pictures, `${path}.pictures`, MAX_BLENDED, reading, depth);
      return {
        kind,
        pictures,
        weights: parseWeights(edit.weights, `${path}.weights`, 1 + pictures.length),
        parts: parseParts(edit.parts, `${path}.parts`, reading),
      };
    }
    case 'mix':
      return {
        kind,
        picture: nested(edit.picture, `${path}.picture`, reading, depth),
        parts: parseParts(edit.parts, `${path}.parts`, reading),
      };
    case 'direction':
      return {
        kind,
        name: textWhere(
          edit.name,
          `${path}.name`,
          `a string of 1 to ${MAX_NAME} characters`,
          (text) => text.trim() !== '' && text.length <= MAX_NAME,
        ),
        vector: parseVector(edit.vector, `${path}.vector`),
        amounts: overSteps(edit.amounts, `${path}.amounts`, reading, -MAX_AMOUNT, MAX_AMOUNT),
      };
    case 'truncation':
      return {
        kind,
        center: parseVector(edit.center, `${path}.center`),
        amounts: overSteps(edit.amounts, `${path}.amounts`, reading, -MAX_AMOUNT, MAX_AMOUNT),
      };
    case 'curve': {
      const pictures = parsePictures(edit.pictures, `${path}.pictures`, MAX_CURVE, reading, depth);
      return {
        kind,
        pictures,
        amount: numberIn(edit.amount, `${path}.amount`, pictures.length === 1 ? -1 : 0, 1),
        parts: parseParts(edit.parts, `${path}.parts`, reading),
      };
    }
    case 'drift':
      return {
        kind,
        seed: seedText(edit.seed, `${path}.seed`),
        strength: parseStrength(edit.strength, `${path}.strength`, reading),
        turn: numberIn(edit.turn, `${path}.turn`, 0, 1),
      };
    default:
      return assertNever(kind);
  }
}

function parsePictures(
  value: unknown,
  path: string,
  most: number,
  reading: Reading,
  depth: number,
): readonly LatentRecipe[] {
  const expected = `a list of 1 to ${most} pictures`;
  return list(value, path, expected, (length) => length >= 1 && length <= most).map((picture, i) =>
    nested(picture, `${path}[${i}]`, reading, depth),
  );
}

export function parseStrength(value: unknown, path: string, reading: Reading): VariationStrength {
  const strength = object(value, path, ['x_T', 'z', 'noise'], reading.version);
  const noise = overSteps(strength.noise, `${path}.noise`, reading, 0, 1);
  if (noise[0] !== 0) throw invalid(`${path}.noise[0]`, '0, as step 0 adds no noise', noise[0]);
  return {
    x_T: numberIn(strength.x_T, `${path}.x_T`, 0, 1),
    z: overSteps(strength.z, `${path}.z`, reading, 0, 1),
    noise,
  };
}

export function parseParts(value: unknown, path: string, reading: Reading): Parts {
  const { x_T, z, noise } = object(value, path, ['x_T', 'z', 'noise'], reading.version);
  if (typeof x_T !== 'boolean') throw invalid(`${path}.x_T`, 'true or false', x_T);
  return {
    x_T,
    z: parseTimes(z, `${path}.z`, 0, reading),
    noise: parseTimes(noise, `${path}.noise`, 1, reading),
  };
}

function parseTimes(value: unknown, path: string, first: number, { steps }: Reading): readonly number[] {
  const expected = `a list of steps from ${first} to ${steps - 1}, ascending`;
  let next = first;
  return list(value, path, expected, (length) => length <= steps - first).map((t, i) => {
    const fits = typeof t === 'number' && Number.isInteger(t) && t >= next && t < steps;
    if (!fits) throw invalid(`${path}[${i}]`, `a step from ${next} to ${steps - 1}`, t);
    next = t + 1;
    return t;
  });
}

function parseWeights(value: unknown, path: string, count: number): readonly number[] {
  const expected = `a list of ${count} numbers, the picture's own weight and one for each of pictures`;
  const weights = list(value, path, expected, (length) => length === count).map((weight, i) =>
    numberIn(weight, `${path}[${i}]`, -MAX_WEIGHT, MAX_WEIGHT),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum >= MIN_WEIGHT_SUM) return weights;
  throw new TrilemmaError(
    'recipe-invalid',
    `The recipe is not valid: ${path} must sum to ${MIN_WEIGHT_SUM} or more, but the sum is ${sum}.`,
  );
}

function parseVector(value: unknown, path: string): string {
  const expected = `base64 of 1 to ${MAX_VECTOR} float32 numbers, little-endian, each from -${MAX_VECTOR_VALUE} to ${MAX_VECTOR_VALUE}`;
  const maxLength = 4 * Math.ceil((4 * MAX_VECTOR) / 3);
  return textWhere(value, path, expected, (text) => {
    const values = text.length <= maxLength ? floatsFromBase64(text) : null;
    return values !== null && values.length > 0 && values.every((x) => Math.abs(x) <= MAX_VECTOR_VALUE);
  });
}

function overSteps(
  value: unknown,
  path: string,
  { steps }: Reading,
  smallest: number,
  largest: number,
): readonly number[] {
  return list(value, path, `a list of ${steps} numbers, one for each step`, (length) => length === steps).map(
    (x, t) => numberIn(x, `${path}[${t}]`, smallest, largest),
  );
}

function tooMany(what: 'pictures' | 'edits', most: number): TrilemmaError {
  return new TrilemmaError(
    'recipe-invalid',
    `The recipe is not valid: it holds more than ${most} ${what} in all.`,
  );
}

function at(path: string, field: string): string {
  return path === '' ? field : `${path}.${field}`;
}
