/** Checks recipes that came from a file, a picture or another process. */
import { TrilemmaError } from '../errors.ts';
import { checkEditsText, latents, newReading } from './parse-latents.ts';
import type { Fade, LatentRecipe, Recipe, RecipeVersion } from './recipe.ts';
import {
  type Fields,
  invalid,
  isFields,
  modelName,
  nonEmptyText,
  object,
  positiveInteger,
  refuseUnknownFields,
} from './recipe-fields.ts';

/** The highest version that this build reads (docs/recipe.md says what may change, and how). */
const NEWEST_VERSION = 3;

const LATENT_FIELDS = ['seed', 'temperature'];
const PICTURE_FIELDS = ['version', 'model', 'steps', ...LATENT_FIELDS, 'imageSize', 'madeWith'];
const ADDED_FIELDS: Readonly<Record<RecipeVersion, readonly string[]>> = {
  1: [],
  2: ['edits'],
  3: ['edits', 'fade'],
};

/**
 * A field that the recipe's version does not know is an error, never skipped: it could decide pixels.
 *
 * @param json what JSON.parse returned
 * @throws TrilemmaError 'recipe-invalid', with the field and what it should hold
 */
export function parseRecipe(json: unknown): Recipe {
  if (!isFields(json)) throw invalid('', 'a JSON object', json);
  const version = knownVersion(json);
  refuseUnknownFields(json, '', [...PICTURE_FIELDS, ...ADDED_FIELDS[version]], version);
  if (version === 2 && json.edits === undefined) throw invalid('edits', 'a list of edits', undefined);
  if (version === 3 && json.fade === undefined) throw invalid('fade', 'a fade', undefined);
  const madeWith = object(json.madeWith, 'madeWith', ['app', 'provider', 'runtime'], version);
  const steps = positiveInteger(json.steps, 'steps');
  return checkEditsText({
    version,
    model: modelName(json.model, 'model', version),
    steps,
    ...pictureFields(json, version, steps),
    imageSize: positiveInteger(json.imageSize, 'imageSize'),
    madeWith: {
      app: nonEmptyText(madeWith.app, 'madeWith.app'),
      provider: nonEmptyText(madeWith.provider, 'madeWith.provider'),
      runtime: nonEmptyText(madeWith.runtime, 'madeWith.runtime'),
    },
  });
}

/**
 * The part of a recipe that a picture of a known model comes from.
 *
 * @param json what JSON.parse returned
 * @param steps T, which the edits' lists over t must fit
 * @throws TrilemmaError as {@link parseRecipe}
 */
export function parseLatentRecipe(json: unknown, steps: number): LatentRecipe {
  if (!isFields(json)) throw invalid('', 'a JSON object', json);
  refuseUnknownFields(json, '', [...LATENT_FIELDS, ...ADDED_FIELDS[NEWEST_VERSION]], NEWEST_VERSION);
  return checkEditsText(pictureFields(json, NEWEST_VERSION, steps));
}

function pictureFields(json: Fields, version: RecipeVersion, steps: number): LatentRecipe {
  const recipe = latents(json, '', newReading(version, steps));
  return json.fade === undefined ? recipe : { ...recipe, fade: parseFade(json.fade, version) };
}

function parseFade(value: unknown, version: RecipeVersion): Fade {
  const { model, amount } = object(value, 'fade', ['model', 'amount'], version);
  if (typeof amount !== 'number' || !(amount > 0 && amount < 1)) {
    throw invalid('fade.amount', 'a number above 0 and below 1', amount);
  }
  return { model: modelName(model, 'fade.model', version), amount };
}

function knownVersion({ version }: Fields): RecipeVersion {
  if (version === 1 || version === 2 || version === NEWEST_VERSION) return version;
  if (typeof version === 'number' && Number.isInteger(version) && version > NEWEST_VERSION) {
    throw new TrilemmaError(
      'recipe-invalid',
      `The recipe has version ${version}: it was made by a newer version of Trilemma Studio, and this one reads versions 1 to ${NEWEST_VERSION}. Update Trilemma Studio to use it.`,
    );
  }
  throw invalid('version', `1 to ${NEWEST_VERSION}`, version);
}
