/** Variations: a grid of pictures around one. */
import { varied } from '../../../core/latent/edits.ts';
import { parseSeed, pictureSeed, formatSeed } from '../../../core/random/seed.ts';
import type { LatentRecipe, VariationStrength } from '../../../shared/recipe/recipe.ts';
import type { SinglePart } from '../mix/mix.ts';
import { simplified } from '../simplify.ts';

export type GridSide = 3 | 5;

export interface VariationSettings {
  /** The seed that the directions of this grid are drawn from. */
  readonly round: string;
  /** How far all go, 0..1. */
  readonly strength: number;
  readonly shares: VariationStrength;
}

/** A place in the grid, from the centre. */
export interface VariationCell {
  readonly x: number;
  readonly y: number;
}

/** Every part goes as far as the strength says. */
export function fullShares(steps: number): VariationStrength {
  return shares(steps, 1);
}

function shares(steps: number, share: number): VariationStrength {
  return {
    x_T: share,
    z: Array<number>(steps).fill(share),
    noise: Array.from({ length: steps }, (_, t) => (t === 0 ? 0 : share)),
  };
}

/** The grid's places, row by row. */
export function gridCells(side: GridSide): readonly VariationCell[] {
  const reach = (side - 1) / 2;
  return Array.from({ length: side * side }, (_, i) => ({
    x: (i % side) - reach,
    y: Math.floor(i / side) - reach,
  }));
}

export function isCentre({ x, y }: VariationCell): boolean {
  return x === 0 && y === 0;
}

/** A place's direction stays its own when the grid grows: squares of 1, 9, 25, ... follow each other. */
export function cellSeed(round: string, { x, y }: VariationCell): string {
  const ring = Math.max(Math.abs(x), Math.abs(y));
  const side = 2 * ring + 1;
  const inSquare = (y + ring) * side + (x + ring);
  const inner = (ring * (4 * ring * ring - 1)) / 3;
  return formatSeed(pictureSeed(parseSeed(round), inner + inSquare));
}

/** What each part turns by. */
function partStrengths({ strength, shares }: VariationSettings): VariationStrength {
  return {
    x_T: strength * shares.x_T,
    z: shares.z.map((share) => strength * share),
    noise: shares.noise.map((share) => strength * share),
  };
}

/** The picture at a place around `picture`; itself at the centre. */
export function variationAt(
  picture: LatentRecipe,
  settings: VariationSettings,
  cell: VariationCell,
): LatentRecipe {
  if (isCentre(cell)) return picture;
  return simplified(varied(picture, cellSeed(settings.round, cell), partStrengths(settings)));
}

/** The share of one part of one step. */
export function shareOf(shares: VariationStrength, part: SinglePart): number {
  return part.kind === 'x_T' ? shares.x_T : (shares[part.kind][part.t] ?? 0);
}

export function withShare(shares: VariationStrength, part: SinglePart, share: number): VariationStrength {
  if (part.kind === 'x_T') return { ...shares, x_T: share };
  return { ...shares, [part.kind]: shares[part.kind].map((before, t) => (t === part.t ? share : before)) };
}
