/** The state of Explore between two undo steps, and the picture that follows from it. Everything here is immutable. */
import { latentRecipe } from '../../core/latent/edits.ts';
import type { LatentRecipe, Recipe } from '../../shared/recipe/recipe.ts';
import { adjusted, type Adjustment } from './directions/adjustments.ts';
import { MAP_START, type MapSettings } from './map/map-plane.ts';
import { mixedFrom, type MixSources, noSources } from './mix/mix.ts';
import { fullShares, type VariationSettings } from './variations/variations.ts';

export const TOOLS = ['variations', 'map', 'directions', 'mix'] as const;
export type Tool = (typeof TOOLS)[number];

/** A picture as Explore takes one up: a whole recipe, or as much of one. */
export type OpenedPicture = LatentRecipe & Pick<Recipe, 'model' | 'steps'>;

export interface ExploreState {
  readonly model: Recipe['model'];
  /** Denoising steps T. */
  readonly steps: number;
  /** What the tools start from; what they add stands beside it until it is taken into it. */
  readonly base: LatentRecipe;
  readonly mix: MixSources;
  readonly adjustments: readonly Adjustment[];
  readonly variations: VariationSettings;
  readonly map: MapSettings;
  /** The tool of the step that led here: undo and redo show it again. */
  readonly madeIn: Tool;
}

/** What the tools need of Explore. */
export interface Exploration {
  /** Null until a picture was opened. */
  readonly state: ExploreState | null;
  /** Makes one change that can be undone. @returns whether a recipe has room for it */
  change(change: Partial<ExploreState>): boolean;
}

const START_STRENGTH = 0.35;

/** @param seeds three random ones: for the variations, and for two corners of the map. */
export function openedState(
  picture: OpenedPicture,
  madeIn: Tool,
  seeds: readonly [round: string, b: string, c: string],
): ExploreState {
  const { model, steps } = picture;
  const [round, ...corners] = seeds;
  return {
    model,
    steps,
    base: latentRecipe(picture),
    mix: noSources(steps),
    adjustments: [],
    variations: { round, strength: START_STRENGTH, shares: fullShares(steps) },
    map: { ...MAP_START, corners: [null, randomPicture(corners[0]), randomPicture(corners[1])] },
    madeIn,
  };
}

/** As {@link openedState}, with the controls as they were where they still fit. */
export function reopenedState(
  before: ExploreState,
  picture: OpenedPicture,
  madeIn: Tool,
  seeds: readonly [round: string, b: string, c: string],
): ExploreState {
  const opened = openedState(picture, madeIn, seeds);
  const isSameKind = before.model.sha256 === picture.model.sha256 && before.steps === picture.steps;
  if (!isSameKind) return opened;
  const { strength, shares } = before.variations;
  const [, b, c] = before.map.corners;
  return {
    ...opened,
    variations: { ...opened.variations, strength, shares },
    map: { ...before.map, corners: [null, b, c], taken: null },
  };
}

/** The picture of a state. */
export function currentPicture(state: ExploreState): LatentRecipe {
  return adjusted(mixedBase(state), state.adjustments);
}

/** The base with the parts that Mix brings in. */
export function mixedBase({ base, mix, steps }: ExploreState): LatentRecipe {
  return mixedFrom(base, mix, steps);
}

export function randomPicture(seed: string): LatentRecipe {
  return { seed, temperature: { x_T: 1, z: 1 } };
}
