/** Checks recipes that came from a file, a picture or another process. */
import { TrilemmaError } from './errors.ts';
import { checkEditsText, latents, newReading } from './parse-latents.ts';
import type { LatentRecipe, Recipe, RecipeVersion } from './recipe.ts';
import {
  type Fields,
  invalid,
  isFields,
  nonEmptyText,
  object,
  positiveInteger,
  refuseUnknownFields,
  textWhere,
} from './recipe-fields.ts';

/** The highest version that this build reads (docs/recipe.md says what may change, and how). */
const NEWEST_VERSION = 2;

const LATENT_FIELDS = ['seed', 'temperature'];
const PICTURE_FIELDS = ['version', 'model', 'steps', ...LATENT_FIELDS, 'imageSize', 'madeWith'];

/**
 * A field that the recipe's version does not know is an error, never skipped: it could decide pixels.
 *
 * @param json what JSON.parse returned
 * @throws TrilemmaError 'recipe-invalid', with the field and what it should hold
 */
export function parseRecipe(json: unknown): Recipe {
  if (!isFields(json)) throw invalid('', 'a JSON object', json);
  const version = knownVersion(json);
  refuseUnknownFields(json, '', version === 1 ? PICTURE_FIELDS : [...PICTURE_FIELDS, 'edits'], version);
  if (version === 2 && json.edits === undefined) throw invalid('edits', 'a list of edits', undefined);
  const model = object(json.model, 'model', ['name', 'sha256'], version);
  const madeWith = object(json.madeWith, 'madeWith', ['app', 'provider', 'runtime'], version);
  const steps = positiveInteger(json.steps, 'steps');
  return checkEditsText({
    version,
    model: {
      name: nonEmptyText(model.name, 'model.name'),
      sha256: textWhere(model.sha256, 'model.sha256', '64 lower-case hexadecimal digits', isSha256),
    },
    steps,
    ...latents(json, '', newReading(version, steps)),
    imageSize: positiveInteger(json.imageSize, 'imageSize'),
    madeWith: {
      app: nonEmptyText(madeWith.app, 'madeWith.app'),
      provider: nonEmptyText(madeWith.provider, 'madeWith.provider'),
      runtime: nonEmptyText(madeWith.runtime, 'madeWith.runtime'),
    },
  });
}

/**
 * The part of a recipe that its picture's latents come from.
 *
 * @param json what JSON.parse returned
 * @param steps T, which the edits' lists over t must fit
 * @throws TrilemmaError as {@link parseRecipe}
 */
export function parseLatentRecipe(json: unknown, steps: number): LatentRecipe {
  if (!isFields(json)) throw invalid('', 'a JSON object', json);
  refuseUnknownFields(json, '', [...LATENT_FIELDS, 'edits'], NEWEST_VERSION);
  return checkEditsText(latents(json, '', newReading(NEWEST_VERSION, steps)));
}

function knownVersion({ version }: Fields): RecipeVersion {
  if (version === 1 || version === NEWEST_VERSION) return version;
  if (typeof version === 'number' && Number.isInteger(version) && version > NEWEST_VERSION) {
    throw new TrilemmaError(
      'recipe-invalid',
      `The recipe has version ${version}: it was made by a newer version of Trilemma Studio, and this one reads versions 1 to ${NEWEST_VERSION}. Update Trilemma Studio to use it.`,
    );
  }
  throw invalid('version', `1 or ${NEWEST_VERSION}`, version);
}

function isSha256(text: string): boolean {
  return /^[\da-f]{64}$/.test(text);
}
