import { untrack } from 'svelte';
import { latentKey } from '../../../core/latent/recipe-key.ts';
import type { Device } from '../../../shared/device.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { Picture, Pixels } from '../../../shared/picture.ts';
import type { LatentRecipe } from '../../../shared/recipe/recipe.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import type { Notices } from '../../app/notices.svelte.ts';

/** A picture that is there so soon needs no preview: drawing one would only keep it waiting. */
const SOON_MS = 120;

/** A wait that a person notices. */
const LATE_MS = 400;

/** One picture that is wanted now. */
export interface LivePictureParams {
  /** Name of the model. */
  readonly model: string;
  /** Denoising steps T. */
  readonly steps: number;
  readonly device: Device;
  readonly picture: LatentRecipe;
}

/**
 * One place that shows a picture and follows what is asked of it. While one renders the newest waits, and those in
 * between are dropped: the one under way is never cut off, so that a hand that keeps moving keeps seeing pictures.
 */
export class LivePicture {
  readonly #client: Pick<StudioClient, 'request'>;
  readonly #notices: Pick<Notices, 'error'>;
  #pixels = $state.raw<Pixels | null>(null);
  #picture = $state.raw<Picture | null>(null);
  #wanted = $state.raw<LivePictureParams | null>(null);
  #isSettled = $state(true);
  #isLate = $state(false);
  #lateness: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  /** How long the last picture took; a preview tells what is to come until that is known. */
  #lastMs = Infinity;
  #waitingForEnd: (() => void)[] = [];

  constructor(client: Pick<StudioClient, 'request'>, notices: Pick<Notices, 'error'>) {
    this.#client = client;
    this.#notices = notices;
  }

  /** What is on the screen: the prediction of x_0 after a step, then the picture; what was before until then. */
  get pixels(): Pixels | null {
    return this.#pixels;
  }

  /** The last that was finished; while {@link isBusy}, not yet the one that is asked for. */
  get picture(): Picture | null {
    return this.#picture;
  }

  /** True while the picture that was asked for is not there yet. */
  get isBusy(): boolean {
    return !this.#isSettled;
  }

  /** True once the wait is so long that it should be shown. */
  get isLate(): boolean {
    return this.#isLate;
  }

  /** Asks for a picture in place of the one asked for before; null clears the place. A failed one is tried again. */
  show(params: LivePictureParams | null): void {
    // An effect that shows follows what it shows, not what becomes of it.
    untrack(() => this.#show(params));
  }

  #show(params: LivePictureParams | null): void {
    if (params === null) {
      this.#wanted = null;
      this.#pixels = null;
      this.#picture = null;
      this.#settle();
      return;
    }
    const isSame = this.#wanted !== null && sameParams(this.#wanted, params);
    if (isSame && (this.isBusy || this.#isShown(params))) return;
    this.#wanted = params;
    this.#isSettled = false;
    this.#lateness ??= setTimeout(() => (this.#isLate = true), LATE_MS);
    if (!this.#isRunning) void this.#run();
  }

  /** The picture asked for when it is finished; null where nothing is asked for, or it failed. */
  async settled(): Promise<Picture | null> {
    if (this.isBusy) await new Promise<void>((resolve) => this.#waitingForEnd.push(resolve));
    return this.#wanted !== null && this.#isShown(this.#wanted) ? this.#picture : null;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let next = this.#wanted; next !== null && this.isBusy; next = this.#wanted) {
      await this.#render(next);
      if (this.#wanted === next) this.#settle();
    }
    this.#isRunning = false;
  }

  async #render(params: LivePictureParams): Promise<void> {
    const { picture, ...rest } = params;
    const previews = params.steps > 1 && this.#lastMs > SOON_MS;
    const start = performance.now();
    try {
      await this.#client.request(
        'pictures.render',
        { ...rest, pictures: [picture], priority: 'preview', previews },
        {
          onProgress: (progress) => {
            if (this.#wanted === null) return;
            if (progress.kind === 'preview') this.#pixels = progress.pixels;
            else this.#pixels = this.#picture = progress.picture;
          },
        },
      );
      this.#lastMs = performance.now() - start;
    } catch (error) {
      // The shell says that the studio is gone; nobody waits for a picture that was replaced.
      const isDisconnected = error instanceof TrilemmaError && error.code === 'disconnected';
      if (!isDisconnected && this.#wanted === params) this.#notices.error(error);
    }
  }

  #isShown({ model, steps, picture }: LivePictureParams): boolean {
    const recipe = this.#picture?.recipe;
    if (recipe?.model.name !== model || recipe.steps !== steps) return false;
    return this.#pixels === this.#picture && latentKey(recipe) === latentKey(picture);
  }

  #settle(): void {
    this.#isSettled = true;
    this.#isLate = false;
    clearTimeout(this.#lateness);
    this.#lateness = undefined;
    for (const resolve of this.#waitingForEnd.splice(0)) resolve();
  }
}

function sameParams(a: LivePictureParams, b: LivePictureParams): boolean {
  return (
    a.model === b.model &&
    a.steps === b.steps &&
    a.device === b.device &&
    latentKey(a.picture) === latentKey(b.picture)
  );
}
