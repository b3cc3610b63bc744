/** From Create's controls to recipes, and back. */
import { truncated } from '../../core/latent/edits.ts';
import { formatSeed, parseSeed, pictureSeed, type Seed } from '../../core/random/seed.ts';
import { randomSeed } from '../../core/random/random-seed.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import type { CreateSettings } from '../../shared/workspace.ts';

type PictureSettings = Pick<CreateSettings, 'seed' | 'layoutTemperature' | 'styleTemperature'>;

/** True if recipes of these settings need the mean of the model's w. */
export function needsMean({ styleTemperature }: Pick<CreateSettings, 'styleTemperature'>): boolean {
  return styleTemperature !== 1;
}

/**
 * The recipe of picture `i` of a batch. The network normalises z, so the spread of the style is that of w around its
 * mean.
 *
 * @param steps T
 * @param mean the mean of w in base64; used where {@link needsMean} says so.
 */
export function pictureRecipe(
  { seed, layoutTemperature, styleTemperature }: PictureSettings,
  i: number,
  steps: number,
  mean: string | null,
): LatentRecipe {
  const recipe: LatentRecipe = {
    seed: formatSeed(pictureSeed(parseSeed(seed), i)),
    temperature: { x_T: layoutTemperature, z: 1 },
  };
  if (styleTemperature === 1 || mean === null) return recipe;
  return truncated(
    recipe,
    mean,
    Array.from({ length: steps }, () => styleTemperature),
  );
}

/** The first seed of the batch after this one. */
export function nextSeed(
  { seed, seedMode, count }: Pick<CreateSettings, 'seed' | 'seedMode' | 'count'>,
  random: () => Seed = randomSeed,
): string {
  switch (seedMode) {
    case 'random':
      return formatSeed(random());
    case 'increment':
      return formatSeed(pictureSeed(parseSeed(seed), count));
    case 'fixed':
      return seed;
  }
}

/** Why a text is no seed, or null. */
export function seedProblem(text: string): string | null {
  try {
    parseSeed(text);
    return null;
  } catch {
    return 'A whole number from 0 to 18446744073709551615 (64 bits).';
  }
}

/**
 * The controls that make a picture.
 * @returns also whether they make it exactly: edits other than an even style temperature, and weights between two models, are no controls of Create.
 */
export function settingsOf({ seed, temperature, edits = [], fade }: LatentRecipe): {
  readonly settings: PictureSettings;
  readonly isExact: boolean;
} {
  const [edit] = edits;
  const amount = edit?.kind === 'truncation' ? edit.amounts[0] : undefined;
  const isEven =
    edit?.kind === 'truncation' &&
    edits.length === 1 &&
    edit.amounts.every((other) => other === amount && other >= 0);
  return {
    settings: {
      seed,
      layoutTemperature: temperature.x_T,
      styleTemperature: isEven && amount !== undefined ? amount : 1,
    },
    isExact: fade === undefined && temperature.z === 1 && (edits.length === 0 || isEven),
  };
}
