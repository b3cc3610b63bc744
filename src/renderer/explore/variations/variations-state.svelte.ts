/** The grid of variations, and what it does to the picture. */
import { randomSeedText } from '../../../core/random/random-seed.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import type { LatentRecipe } from '../../../shared/recipe/recipe.ts';
import type { Notices } from '../../app/notices.svelte.ts';
import { currentPicture, type Exploration, type ExploreState, mixedBase } from '../explore-state.ts';
import { noSources } from '../mix/mix.ts';
import { VariationGrid } from './variation-grid.svelte.ts';
import { type VariationCell, type GridSide, isCentre, variationAt } from './variations.ts';

export class VariationsState {
  readonly grid: VariationGrid;
  readonly #exploration: Exploration;
  /** Pictures in a row of the grid. */
  side = $state<GridSide>(3);

  constructor(
    client: Pick<StudioClient, 'request'>,
    notices: Pick<Notices, 'error'>,
    exploration: Exploration,
  ) {
    this.grid = new VariationGrid(client, notices);
    this.#exploration = exploration;
  }

  /** The picture in a cell. */
  pictureAt(cell: VariationCell): LatentRecipe | null {
    const { state } = this.#exploration;
    return state && currentPicture(varied(state, cell));
  }

  /** Makes the picture in a cell the current one, with new variations around it. */
  take(cell: VariationCell): void {
    const { state } = this.#exploration;
    if (state === null || isCentre(cell)) return;
    const taken = varied(state, cell);
    this.#exploration.change({ ...taken, variations: { ...state.variations, round: randomSeedText() } });
  }

  /** Draws other variations of the same picture. */
  shuffle(): void {
    const { state } = this.#exploration;
    if (state === null) return;
    this.#exploration.change({ variations: { ...state.variations, round: randomSeedText() } });
  }
}

/** What Mix brought in becomes part of the base. Sliders stay as they are: they act on any picture alike. */
function varied(state: ExploreState, cell: VariationCell): ExploreState {
  const base = variationAt(mixedBase(state), state.variations, cell);
  return isCentre(cell) ? state : { ...state, base, mix: noSources(state.steps) };
}
