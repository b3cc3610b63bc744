/** Where the map's window lies on its plane, and which tiles it shows. */
import type { PlanePoint } from '../../../core/latent/plane.ts';

export interface MapView {
  /** The point in the window's middle. */
  readonly u: number;
  readonly v: number;
  /** Pixels for one unit. */
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels from the window's left and top. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** A tile shows the picture at its middle; its side is 2^-level units. */
export interface MapTile extends PlanePoint {
  readonly level: number;
}

/** Beyond, neighbours look the same. */
const FINEST_LEVEL = 6;
/** Coarser ones would show a few pixels of a picture. */
const COARSER_LEVELS = 3;

export function toSpot({ u, v, scale }: MapView, size: Size, point: PlanePoint): Spot {
  return {
    x: size.width / 2 + (point.u - u) * scale,
    y: size.height / 2 - (point.v - v) * scale,
  };
}

export function toPoint({ u, v, scale }: MapView, size: Size, { x, y }: Spot): PlanePoint {
  return { u: u + (x - size.width / 2) / scale, v: v - (y - size.height / 2) / scale };
}

/** Moved so that what is under the pointer goes with it. */
export function panned(view: MapView, { x, y }: Spot, reach: number): MapView {
  return {
    ...view,
    u: within(view.u - x / view.scale, reach),
    v: within(view.v + y / view.scale, reach),
  };
}

/** Zoomed by a factor while the point under `spot` stays there. @param tileSide the smallest tile's, in pixels. */
export function zoomed(
  view: MapView,
  size: Size,
  { factor, spot, reach, tileSide }: { factor: number; spot: Spot; reach: number; tileSide: number },
): MapView {
  const smallest = Math.min(size.width, size.height, 8 * tileSide) / (2 * reach + 2);
  const scale = Math.min(2 ** FINEST_LEVEL * 2 * tileSide, Math.max(smallest, view.scale * factor));
  const fixed = toPoint(view, size, spot);
  const now = toPoint({ ...view, scale }, size, spot);
  return { scale, u: within(view.u + fixed.u - now.u, reach), v: within(view.v + fixed.v - now.v, reach) };
}

/** The level at which tiles are between `tileSide` and twice that wide. */
export function levelOf({ scale }: MapView, tileSide: number): number {
  return Math.min(FINEST_LEVEL, Math.floor(Math.log2(scale / tileSide)));
}

/** The tile that a point lies in. */
export function tileAt({ u, v }: PlanePoint, level: number, reach: number): MapTile {
  const tileOf = tileAlongAxis(level, reach);
  return { level, u: middleOf(tileOf(u), level), v: middleOf(tileOf(v), level) };
}

/** The tiles of a level that hold the window's points, nearest to `focus` first. */
export function visibleTiles(
  view: MapView,
  size: Size,
  { level, reach, focus }: { level: number; reach: number; focus: PlanePoint },
): readonly MapTile[] {
  const topLeft = toPoint(view, size, { x: 0, y: 0 });
  const bottomRight = toPoint(view, size, { x: size.width, y: size.height });
  const tileOf = tileAlongAxis(level, reach);
  const middles = (from: number, to: number): readonly number[] => {
    const [first, last] = [tileOf(from), tileOf(to)];
    return Array.from({ length: last - first + 1 }, (_, i) => middleOf(first + i, level));
  };
  const us = middles(topLeft.u, bottomRight.u);
  const tiles = middles(bottomRight.v, topLeft.v).flatMap((v) => us.map((u) => ({ level, u, v })));
  const distance = (tile: MapTile) => (tile.u - focus.u) ** 2 + (tile.v - focus.v) ** 2;
  return tiles.sort((a, b) => distance(a) - distance(b));
}

/**
 * Numbers the tiles along one axis, 0 in its middle, by the coordinates that they hold. Coordinates beyond the map belong to
 * its outermost tiles. It never falls where the coordinate rises, so what lies between two points lies in the tiles between
 * theirs, whatever the rounding.
 */
function tileAlongAxis(level: number, reach: number): (coordinate: number) => number {
  const side = 2 ** -level;
  const last = Math.floor(reach / side);
  return (coordinate) => within(Math.round(coordinate / side), last);
}

/** The coordinate in the middle of a tile. Adding zero makes 0 of -0: one point has one name. */
function middleOf(tile: number, level: number): number {
  return tile * 2 ** -level + 0;
}

/** The levels whose tiles stand in, enlarged, for sharp ones that are still to come; the best first. */
export function coarserLevels(level: number): readonly number[] {
  return Array.from({ length: COARSER_LEVELS }, (_, i) => level - 1 - i);
}

/** How far from 0 a level's outermost tiles go. */
export function edgeOf(level: number, reach: number): number {
  const side = 2 ** -level;
  return (Math.floor(reach / side) + 0.5) * side;
}

/** The view that a map begins with: all three pictures, or all of the two directions' reach. */
export function startView(kind: 'pictures' | 'directions', size: Size, reach: number): MapView {
  const side = Math.max(1, Math.min(size.width, size.height));
  return kind === 'pictures'
    ? { u: 0.5, v: 0.5, scale: side / 2 }
    : { u: 0, v: 0, scale: side / (2 * reach + 2) };
}

function within(x: number, reach: number): number {
  return Math.min(reach, Math.max(-reach, x));
}
