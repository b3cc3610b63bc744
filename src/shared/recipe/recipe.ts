/** A picture is a recipe: all that it is made from (docs/recipe.md). `parse-recipe.ts` checks one that came from outside. */

/** The largest multiplier that a recipe may hold: far beyond all that a model was trained on, and finite. */
export const MAX_TEMPERATURE = 100;

/** The most that an edit may move w by, in units of its vector, either way. */
export const MAX_AMOUNT = 100;

/** Multipliers of the standard deviation of x_T and of every z_t, 0..MAX_TEMPERATURE; 1 as in training. */
export interface Temperature {
  readonly x_T: number;
  readonly z: number;
}

/** The latents of a picture: all that it is made from besides the model and T. */
export interface LatentRecipe {
  /** 0..2^64-1 in decimal, because a JSON number does not hold 64 bits. */
  readonly seed: string;
  readonly temperature: Temperature;
  /** Applied in order, after the latents are drawn and scaled; left out rather than empty. */
  readonly edits?: readonly Edit[];
  /** In recipes of whole pictures alone: from one inside another's edits, only the latents are used. */
  readonly fade?: Fade;
}

/**
 * Weights between two models of one architecture and T: every number of them is (1 - amount) times that of the recipe's
 * own model plus amount times that of this one.
 */
export interface Fade {
  readonly model: Recipe['model'];
  /** Above 0 and below 1; at the ends a picture is of one model. */
  readonly amount: number;
}

/** Which latents an edit touches, by the names of the sampling rule. */
export interface Parts {
  /** The layout. */
  readonly x_T: boolean;
  /** Steps t whose z_t is touched, ascending, 0..T-1. */
  readonly z: readonly number[];
  /** Steps t whose posterior noise n_t is touched, ascending, 1..T-1. */
  readonly noise: readonly number[];
}

/**
 * Every latent turns towards the same latent of another seed, on its own sphere: 0 leaves it, 1 takes the other
 * seed's, between them it turns by that share of the angle, which is 90 degrees for two Gaussian draws.
 */
interface VariationEdit {
  readonly kind: 'variation';
  readonly seed: string;
  readonly strength: VariationStrength;
}

/** Each 0..1. */
export interface VariationStrength {
  readonly x_T: number;
  /** By t, 0..T-1. */
  readonly z: readonly number[];
  /** By t, 0..T-1; noise[0] is 0, as the last step adds none. */
  readonly noise: readonly number[];
}

/** The parts named become spherical means of this picture and others. */
interface BlendEdit {
  readonly kind: 'blend';
  /** 1 to 7. */
  readonly pictures: readonly LatentRecipe[];
  /** The picture's own, then one for each of `pictures`; negative ones lead away. |weight| <= 10, their sum >= 0.01. */
  readonly weights: readonly number[];
  readonly parts: Parts;
}

/** The parts named are taken from another picture. */
interface MixEdit {
  readonly kind: 'mix';
  readonly picture: LatentRecipe;
  readonly parts: Parts;
}

/** w of step t moves by amounts[t] * vector. */
interface DirectionEdit {
  readonly kind: 'direction';
  /** For people; it decides no pixels. */
  readonly name: string;
  /** Float32 [zEmbDim], little-endian, in base64. */
  readonly vector: string;
  /** By t, 0..T-1, |amount| <= 100. */
  readonly amounts: readonly number[];
}

/** w of step t is drawn towards the mapping's mean: center + amounts[t] (w - center). */
interface TruncationEdit {
  readonly kind: 'truncation';
  /** Float32 [zEmbDim], little-endian, in base64. */
  readonly center: string;
  /** By t, 0..T-1, |amount| <= 100; 1 changes nothing, 0 gives the mean. */
  readonly amounts: readonly number[];
}

/**
 * The parts named go along a curve on their spheres: from the picture that is edited, drawn by the pictures between,
 * to the last of `pictures`. One picture gives a great circle; more are control points of a Bezier curve.
 */
interface CurveEdit {
  readonly kind: 'curve';
  /** 1 to 3. */
  readonly pictures: readonly LatentRecipe[];
  /** 0 at the picture itself, 1 at the last of `pictures`. Down to -1, which leads away, where there is one picture. */
  readonly amount: number;
  readonly parts: Parts;
}

/** Every latent turns away by its strength, towards a point of a circle around it that the seed lays. */
interface DriftEdit {
  readonly kind: 'drift';
  readonly seed: string;
  /** Shares of a right angle. */
  readonly strength: VariationStrength;
  /** Where on the circle, 0..1. */
  readonly turn: number;
}

export type Edit =
  VariationEdit | BlendEdit | MixEdit | DirectionEdit | TruncationEdit | CurveEdit | DriftEdit;

/**
 * All that a picture is made from. The fields but `madeWith` and the names decide the pixels; the same recipe on the
 * same build and execution provider gives the same pixels.
 */
export interface Recipe extends LatentRecipe {
  /** The lowest that has all fields that it holds: older builds read it as long as they can. */
  readonly version: RecipeVersion;
  /** The hash is of the weights file and identifies the model; the name is for people. */
  readonly model: { readonly name: string; readonly sha256: string };
  /** T, the denoising steps. */
  readonly steps: number;
  /** Side of the square picture in pixels. */
  readonly imageSize: number;
  readonly madeWith: MadeWith;
}

/** 2 brought `edits`, 3 `fade`. */
export type RecipeVersion = 1 | 2 | 3;

/** Where a picture was first made: under these circumstances its pixels come out the same again. */
interface MadeWith {
  /** The studio's version. */
  readonly app: string;
  /** The execution provider, such as `cpu` or `webgpu`. */
  readonly provider: string;
  /** The inference runtime and its version. */
  readonly runtime: string;
}

export function versionOf(recipe: LatentRecipe): RecipeVersion {
  if (recipe.fade !== undefined) return 3;
  return isEdited(recipe) ? 2 : 1;
}

/** True if a picture is more than its seed and temperature. */
export function isEdited({ edits = [] }: LatentRecipe): boolean {
  return edits.length > 0;
}
