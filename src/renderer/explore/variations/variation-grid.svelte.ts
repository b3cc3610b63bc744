import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { latentKey } from '../../../core/latent/recipe-key.ts';
import type { Picture } from '../../../shared/picture.ts';
import type { LatentRecipe } from '../../../shared/recipe/recipe.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import { type Tile, TileLoader, type TileSource } from '../../pictures/loading/tile-loader.ts';
import type { Notices } from '../../app/notices.svelte.ts';
import type { VariationCell } from './variations.ts';

/** A place of the grid and the picture that belongs there. */
export interface WantedCell {
  readonly cell: VariationCell;
  readonly picture: LatentRecipe;
}

/** The pictures of the grid. A place shows the last one that came for it until the next comes. */
export class VariationGrid {
  readonly #tiles: TileLoader;
  readonly #shown = new SvelteMap<string, { readonly picture: Picture; readonly key: string }>();
  /** Keys of what each place is to show. */
  #wanted: Readonly<Record<string, string>> = {};
  #round = '';
  /** When a place was last filled. */
  #filled: readonly string[] = [];

  constructor(client: Pick<StudioClient, 'request'>, notices: Pick<Notices, 'error'>) {
    this.#tiles = new TileLoader(client, notices, {
      // While a strength changes every picture is another one: those under way are shown all the same.
      finishes: true,
      onload: ({ key }, picture) => {
        if (roundOf(key) === this.#round && !this.#isDone(placeOf(key))) this.#show(key, picture);
      },
    });
  }

  pictureAt(cell: VariationCell): Picture | undefined {
    return this.#shown.get(nameOf(cell))?.picture;
  }

  /** True if a cell still shows a picture from before the last shuffle, which is about to be replaced. */
  isOld(cell: VariationCell, round: string): boolean {
    const shown = this.#shown.get(nameOf(cell));
    return shown !== undefined && roundOf(shown.key) !== round;
  }

  /**
   * The pictures that the grid is to show. Those that waited longest come first, so that none starves in a drag.
   *
   * @param round what all of them were drawn from.
   */
  want(source: TileSource, round: string, cells: readonly WantedCell[]): void {
    // An effect that wants pictures is not to run again for each that comes.
    untrack(() => this.#want(source, round, cells));
  }

  close(): void {
    this.#tiles.close();
  }

  #want(source: TileSource, round: string, cells: readonly WantedCell[]): void {
    this.#round = round;
    const tiles = cells.map(({ cell, picture }): Tile => ({
      key: `${nameOf(cell)} ${round} ${latentKey(picture)}`,
      picture,
    }));
    this.#wanted = Object.fromEntries(tiles.map(({ key }) => [placeOf(key), key]));
    const waiting = tiles.filter(({ key }) => {
      const picture = this.#tiles.get(key);
      if (picture !== undefined) this.#shown.set(placeOf(key), { picture, key });
      return picture === undefined;
    });
    this.#tiles.want(source, longestFirst(waiting, this.#filled, this.#tiles.underWay.map(placeOf)));
  }

  /** True if a place shows what it is to show: what was asked for earlier, and comes later, must not replace it. */
  #isDone(place: string): boolean {
    return this.#shown.get(place)?.key === this.#wanted[place];
  }

  #show(key: string, picture: Picture): void {
    const place = placeOf(key);
    this.#shown.set(place, { picture, key });
    this.#filled = [...this.#filled.filter((other) => other !== place), place];
  }
}

function nameOf({ x, y }: VariationCell): string {
  return `${x},${y}`;
}

function placeOf(key: string): string {
  return key.slice(0, key.indexOf(' '));
}

function roundOf(key: string): string | undefined {
  return key.split(' ', 2)[1];
}

/** Those of places that were never filled, then those filled longest ago, then those that something comes for. */
function longestFirst(
  tiles: readonly Tile[],
  filled: readonly string[],
  underWay: readonly string[],
): readonly Tile[] {
  const order = ({ key }: Tile): number => {
    const place = placeOf(key);
    return underWay.includes(place) ? filled.length : filled.indexOf(place);
  };
  return [...tiles].sort((a, b) => order(a) - order(b));
}
