/** The map's window: what it shows of the plane, what is under the pointer, and what is loaded for it. */
import type { PlanePoint } from '../../../core/latent/plane.ts';
import { latentKey } from '../../../core/latent/recipe-key.ts';
import type { Picture } from '../../../shared/picture.ts';
import { LivePicture } from '../../pictures/loading/live-picture.svelte.ts';
import type { Tile } from '../../pictures/loading/tile-loader.ts';
import type { ExploreContext } from '../context.ts';
import { pictureAt, planeKey, reachOf } from './map-plane.ts';
import {
  edgeOf,
  levelOf,
  type MapTile,
  type MapView,
  panned,
  type Size,
  type Spot,
  startView,
  tileAt,
  toPoint,
  visibleTiles,
  zoomed,
} from './map-view.ts';

export class MapWindow {
  readonly #context: ExploreContext;
  readonly #live: LivePicture;
  /** Side of the smallest tiles, in CSS pixels. */
  readonly #tileSide: number;
  size = $state.raw<Size>({ width: 1, height: 1 });
  /** Where the pointer is; null outside, and while the map is dragged. */
  cursor = $state.raw<Spot | null>(null);
  /** True if the keyboard moves the map: then the picture in the middle is the one that is pointed at. */
  hasKeyboard = $state(false);

  constructor(context: ExploreContext, tileSide: number) {
    const { app } = context;
    this.#context = context;
    this.#tileSide = tileSide;
    this.#live = new LivePicture(app.client, app.notices);
  }

  readonly reach: number = $derived.by(() => (this.#plane === null ? 0 : reachOf(this.#plane)));

  readonly view: MapView | null = $derived.by(() => {
    if (this.#plane === null || this.size.width <= 1) return null;
    const { kind } = this.#plane;
    return this.#map.views[kind] ?? startView(kind, this.size, this.reach);
  });

  readonly level: number = $derived.by(() => (this.view === null ? 0 : levelOf(this.view, this.#tileSide)));

  readonly #planeId: number = $derived.by(() =>
    this.#plane === null ? 0 : this.#map.planeNames.of(planeKey(this.#plane)),
  );

  /** What is on the screen, most urgent first. */
  readonly tiles: readonly MapTile[] = $derived.by(() => {
    const { view, size, level, reach } = this;
    if (view === null) return [];
    const focus = this.cursor === null ? view : toPoint(view, size, this.cursor);
    return visibleTiles(view, size, { level, reach, focus });
  });

  readonly #pointedKey: string | null = $derived.by(() => {
    const { view } = this;
    if (view === null || (this.cursor === null && !this.hasKeyboard)) return null;
    const point = this.cursor === null ? view : toPoint(view, this.size, this.cursor);
    return this.#isInReach(point) ? this.keyOf(tileAt(point, this.level, this.reach)) : null;
  });

  /** The tile under the pointer. */
  readonly pointed: MapTile | null = $derived.by(() => {
    const key = this.#pointedKey;
    return key === null ? null : (this.tiles.find((tile) => this.keyOf(tile) === key) ?? null);
  });

  readonly #isByKeyboard: boolean = $derived.by(() => this.cursor === null);

  /** Moves by pixels. */
  pan(by: Spot): void {
    if (this.view !== null) this.#show(panned(this.view, by, this.reach));
  }

  zoom(factor: number, spot: Spot = { x: this.size.width / 2, y: this.size.height / 2 }): void {
    if (this.view === null) return;
    const { reach } = this;
    this.#show(zoomed(this.view, this.size, { factor, spot, reach, tileSide: this.#tileSide }));
  }

  /** As the map begins. */
  fit(): void {
    if (this.#plane !== null) this.#show(null);
  }

  /** Makes the picture of a tile the current one. */
  take({ u, v }: PlanePoint): void {
    this.#map.takePoint({ u, v });
  }

  /** The picture in the middle. */
  takeCentre(): void {
    if (this.view !== null) this.take(tileAt(this.view, this.level, this.reach));
  }

  tileUnder(spot: Spot): MapTile | null {
    if (this.view === null) return null;
    const point = toPoint(this.view, this.size, spot);
    return this.#isInReach(point) ? tileAt(point, this.level, this.reach) : null;
  }

  /** The picture of a tile, or as much of it as there is. */
  loaded(tile: MapTile): Picture | undefined {
    return this.#map.tiles.get(this.keyOf(tile));
  }

  /** A picture has one key at whatever level it is shown. */
  keyOf({ u, v }: PlanePoint): string {
    return `${this.#planeId}/${u}/${v}`;
  }

  /** For an effect: asks for what is on the screen; the picture under the pointer overtakes all others. */
  load(): void {
    const { source } = this.#context.session;
    if (source === null || this.#plane === null || !this.#context.app.isConnected) return;
    const { pointed } = this;
    const isUrgent = pointed !== null && this.loaded(pointed) === undefined;
    const plane = this.#plane;
    const wanted = isUrgent ? this.tiles.filter((tile) => tile !== pointed) : this.tiles;
    if (isUrgent) this.#live.show({ ...source, picture: pictureAt(plane, pointed) });
    this.#map.tiles.want(
      source,
      wanted.map((tile): Tile => ({ key: this.keyOf(tile), picture: pictureAt(plane, tile) })),
    );
  }

  /** For an effect: what was made for the pointer stays on the map. */
  settle(): void {
    const { picture } = this.#live;
    const { pointed } = this;
    if (picture === null || pointed === null || this.#plane === null) return;
    if (this.loaded(pointed) !== undefined) return;
    if (latentKey(picture.recipe) !== latentKey(pictureAt(this.#plane, pointed))) return;
    this.#map.tiles.add(this.keyOf(pointed), picture);
  }

  /** For an effect: shows what is under the pointer on the stage. */
  show(): void {
    const { session } = this.#context;
    const key = this.#pointedKey;
    if (key === null) {
      session.pointed = null;
      return;
    }
    const { tiles } = this.#map;
    session.pointed = {
      label: this.#isByKeyboard ? 'In the middle of the map' : 'Under the pointer',
      pixels: () => tiles.get(key) ?? this.#live.pixels,
      picture: () => tiles.get(key),
    };
  }

  close(): void {
    this.#live.show(null);
    this.#map.tiles.close();
    this.#context.session.pointed = null;
  }

  get #map() {
    return this.#context.session.map;
  }

  get #plane() {
    return this.#map.plane;
  }

  #isInReach({ u, v }: PlanePoint): boolean {
    const edge = edgeOf(this.level, this.reach);
    return Math.abs(u) <= edge && Math.abs(v) <= edge;
  }

  #show(view: MapView | null): void {
    if (this.#plane === null) return;
    this.#map.views = { ...this.#map.views, [this.#plane.kind]: view };
  }
}
