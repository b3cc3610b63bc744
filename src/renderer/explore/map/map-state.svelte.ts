/** What the map shows, and what it does to the picture. */
import type { PlanePoint } from '../../../core/latent/plane.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import type { LatentRecipe } from '../../../shared/recipe/recipe.ts';
import type { Notices } from '../../app/notices.svelte.ts';
import { ShortNames } from '../../app/short-names.ts';
import { TileLoader } from '../../pictures/loading/tile-loader.ts';
import type { DirectionsState } from '../directions/directions-state.svelte.ts';
import type { Exploration } from '../explore-state.ts';
import { noSources } from '../mix/mix.ts';
import { adjustmentsAt, type MapKind, pictureAt, type Plane } from './map-plane.ts';
import type { MapView } from './map-view.ts';
import { planeOf } from './plane-of-state.ts';

export class MapState {
  readonly tiles: TileLoader;
  readonly planeNames = new ShortNames();
  readonly #exploration: Exploration;
  readonly #directions: DirectionsState;
  /** By kind of map; null before it is shown for the first time. */
  views = $state.raw<Readonly<Record<MapKind, MapView | null>>>({ pictures: null, directions: null });

  constructor(
    client: Pick<StudioClient, 'request'>,
    notices: Pick<Notices, 'error'>,
    exploration: Exploration,
    directions: DirectionsState,
  ) {
    this.tiles = new TileLoader(client, notices);
    this.#exploration = exploration;
    this.#directions = directions;
  }

  /** The plane that the map shows; null while the directions are not loaded. */
  readonly plane: Plane | null = $derived.by(() => {
    const { state } = this.#exploration;
    return state && planeOf(state, this.#directions.axesOf(state.model));
  });

  /** Makes the picture at a point the current one. */
  takePoint(point: PlanePoint): void {
    const { plane } = this;
    const { state } = this.#exploration;
    if (plane === null || state === null) return;
    if (plane.kind === 'directions') {
      this.#exploration.change({ adjustments: adjustmentsAt(plane, point) });
      return;
    }
    this.#exploration.change({
      base: pictureAt(plane, point),
      mix: noSources(state.steps),
      adjustments: [],
      map: { ...state.map, corners: plane.corners, taken: point },
    });
  }

  /** @param picture null for the current one */
  setCorner(index: number, picture: LatentRecipe | null): void {
    const { state } = this.#exploration;
    if (state === null || this.plane?.kind !== 'pictures') return;
    const [a, b, c] = state.map.corners.map((corner, i) => (i === index ? picture : corner));
    this.#exploration.change({
      map: { ...state.map, corners: [a ?? null, b ?? null, c ?? null], taken: null },
    });
  }
}
