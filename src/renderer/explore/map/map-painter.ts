/** Draws the map on its canvas. */
import type { PlanePoint } from '../../../core/latent/plane.ts';
import type { Picture } from '../../../shared/picture.ts';
import { Drawables } from '../../pictures/loading/drawables.ts';
import {
  coarserLevels,
  edgeOf,
  type MapTile,
  type MapView,
  type Size,
  toSpot,
  visibleTiles,
} from './map-view.ts';

export interface MapScene {
  readonly view: MapView;
  readonly size: Size;
  readonly level: number;
  readonly reach: number;
  readonly pointed: MapTile | null;
  /** The current picture, where it lies on the map. */
  readonly current: PlanePoint | null;
  readonly labels: readonly (PlanePoint & { readonly text: string })[];
  readonly picture: (tile: MapTile) => Picture | undefined;
}

const GAP = 2;
const RADIUS = 4;

export class MapPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #drawables = new Drawables();

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d')!;
  }

  paint(scene: MapScene): void {
    const { size, level, reach, view } = scene;
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    const context = this.#context;
    const styles = getComputedStyle(this.#canvas);
    const colour = (name: string) => styles.getPropertyValue(name);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'high';
    const visible = (ofLevel: number) => visibleTiles(view, size, { level: ofLevel, reach, focus: view });
    const tiles = visible(level);
    for (const tile of tiles) this.#place(scene, tile, colour('--raised'));
    context.save();
    this.#clip(scene);
    const isLoaded = (tile: MapTile) => scene.picture(tile) !== undefined;
    if (!tiles.every(isLoaded)) {
      const standIns = coarserLevels(level).map(visible);
      const behind = standIns.find((coarse) => coarse.every(isLoaded)) ?? standIns.at(-1) ?? [];
      for (const tile of behind) this.#picture(scene, tile);
    }
    for (const tile of tiles) this.#picture(scene, tile);
    context.restore();
    if (scene.pointed !== null) this.#outline(scene, scene.pointed, colour('--ink'));
    if (scene.current !== null) this.#dot(toSpot(view, size, scene.current), colour('--accent'));
    for (const label of scene.labels) this.#label(toSpot(view, size, label), label.text);
  }

  /** To where the map has tiles: coarse ones are wider. */
  #clip({ view, size, level, reach }: MapScene): void {
    const edge = edgeOf(level, reach);
    const from = toSpot(view, size, { u: -edge, v: edge });
    this.#context.beginPath();
    this.#context.rect(from.x, from.y, 2 * edge * view.scale, 2 * edge * view.scale);
    this.#context.clip();
  }

  #square({ view, size }: MapScene, tile: MapTile): readonly [x: number, y: number, side: number] {
    const { x, y } = toSpot(view, size, tile);
    const side = 2 ** -tile.level * view.scale;
    return [x - side / 2 + GAP / 2, y - side / 2 + GAP / 2, side - GAP];
  }

  #place(scene: MapScene, tile: MapTile, colour: string): void {
    const [x, y, side] = this.#square(scene, tile);
    this.#context.fillStyle = colour;
    this.#context.beginPath();
    this.#context.roundRect(x, y, side, side, RADIUS);
    this.#context.fill();
  }

  #picture(scene: MapScene, tile: MapTile): void {
    const picture = scene.picture(tile);
    if (picture === undefined) return;
    const [x, y, side] = this.#square(scene, tile);
    // Nothing of the coarser picture below shows between two sharp ones.
    if (tile.level === scene.level) this.#context.clearRect(x - GAP / 2, y - GAP / 2, side + GAP, side + GAP);
    this.#context.drawImage(this.#drawables.of(picture), x, y, side, side);
  }

  #outline(scene: MapScene, tile: MapTile, colour: string): void {
    const [x, y, side] = this.#square(scene, tile);
    this.#context.strokeStyle = colour;
    this.#context.lineWidth = 2;
    this.#context.beginPath();
    this.#context.roundRect(x, y, side, side, RADIUS);
    this.#context.stroke();
  }

  #dot({ x, y }: { x: number; y: number }, colour: string): void {
    const context = this.#context;
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = '#fff';
    context.stroke();
  }

  /** Beside the point, so that the current picture's dot has its place. */
  #label({ x, y }: { x: number; y: number }, text: string): void {
    const context = this.#context;
    context.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
    const width = context.measureText(text).width + 12;
    context.fillStyle = 'rgb(0 0 0 / 0.7)';
    context.beginPath();
    context.roundRect(x + 10, y - 10, width, 20, RADIUS);
    context.fill();
    context.fillStyle = '#fff';
    context.textBaseline = 'middle';
    context.fillText(text, x + 16, y + 1);
  }
}
