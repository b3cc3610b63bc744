/** What Explore shows: one picture, how it came about, and the tool that changes it. */
import { latentKey } from '../../core/latent/recipe-key.ts';
import type { ModelSummary } from '../../shared/models/model-summary.ts';
import { parseLatentRecipe } from '../../shared/recipe/parse-recipe.ts';
import type { Picture, Pixels } from '../../shared/picture.ts';
import { type LatentRecipe, type Recipe, versionOf } from '../../shared/recipe/recipe.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import { LivePicture, type LivePictureParams } from '../pictures/loading/live-picture.svelte.ts';
import type { TileSource } from '../pictures/loading/tile-loader.ts';
import { type Scope, withAmount, type Axis } from './directions/adjustments.ts';
import { DirectionsState } from './directions/directions-state.svelte.ts';
import {
  currentPicture,
  type Exploration,
  type ExploreState,
  type OpenedPicture,
  openedState,
  randomPicture,
  reopenedState,
  type Tool,
} from './explore-state.ts';
import { MapState } from './map/map-state.svelte.ts';
import { VariationsState } from './variations/variations-state.svelte.ts';
import { randomSeedText } from '../../core/random/random-seed.ts';
import { History } from '../app/history.svelte.ts';
import type { ModelsState } from '../app/models-state.svelte.ts';
import type { Notices } from '../app/notices.svelte.ts';
import type { WorkspaceState } from '../app/workspace-state.svelte.ts';

/** Parts of the studio's interface that Explore stands on. */
export interface ExploreParts {
  readonly client: Pick<StudioClient, 'request'>;
  readonly notices: Pick<Notices, 'info' | 'error'>;
  readonly workspace: Pick<WorkspaceState, 'create' | 'update'>;
  readonly models: Pick<ModelsState, 'named' | 'withHash'>;
}

/** A picture under the pointer, shown large in place of the current one. */
export interface Pointed {
  readonly label: string;
  readonly pixels: () => Pixels | null;
  readonly picture: () => Picture | undefined;
}

const FULL =
  'This picture’s recipe is full: it holds every edit that led here and has no room for another. Undo some edits, or start from another picture.';

export class ExploreSession implements Exploration {
  readonly live: LivePicture;
  readonly directions: DirectionsState;
  readonly variations: VariationsState;
  readonly map: MapState;
  readonly #parts: ExploreParts;
  #history = $state.raw<History<ExploreState> | null>(null);
  #tool = $state<Tool>('variations');
  /** True if the last change did not fit into a recipe. The message appears once while a slider moves. */
  #isFull = false;
  scope = $state<Scope>('all');
  pointed = $state.raw<Pointed | null>(null);

  constructor(parts: ExploreParts) {
    const { client, notices } = parts;
    this.#parts = parts;
    this.live = new LivePicture(client, notices);
    this.directions = new DirectionsState(client);
    this.variations = new VariationsState(client, notices, this);
    this.map = new MapState(client, notices, this, this.directions);
  }

  /** Null until a picture was opened. */
  readonly state: ExploreState | null = $derived.by(() => this.#history?.value ?? null);

  /** The picture that is explored. */
  readonly picture: LatentRecipe | null = $derived.by(() => this.state && currentPicture(this.state));

  /** Undefined where it is not in the library any more. */
  readonly model: ModelSummary | undefined = $derived.by(
    () => this.state?.model && this.#parts.models.withHash(this.state.model.sha256),
  );

  /** What all pictures of Explore are made with. */
  readonly source: TileSource | null = $derived.by(() => {
    if (this.state === null || this.model === undefined) return null;
    const { device } = this.#parts.workspace.create;
    return { model: this.model.card.name, steps: this.state.steps, device };
  });

  readonly params: LivePictureParams | null = $derived.by(
    () => this.source && this.picture && { ...this.source, picture: this.picture },
  );

  get tool(): Tool {
    return this.#tool;
  }

  set tool(tool: Tool) {
    this.#history?.commit();
    this.pointed = null;
    this.#tool = tool;
  }

  get canUndo(): boolean {
    return this.#history?.canUndo ?? false;
  }

  get canRedo(): boolean {
    return this.#history?.canRedo ?? false;
  }

  /** Shows Explore with a picture, as a step that can be undone; the one that is shown already only changes the tool. */
  open(picture: OpenedPicture, tool: Tool = this.#tool): void {
    this.#parts.workspace.update({ view: 'explore' });
    this.tool = tool;
    if (this.#isCurrent(picture)) return;
    const { state } = this;
    this.#set(
      state === null
        ? openedState(picture, tool, randomSeeds())
        : reopenedState(state, picture, tool, randomSeeds()),
    );
  }

  /** Begins with a random picture where nothing was opened yet. */
  start(): void {
    if (this.state === null) this.openRandom();
  }

  /** A random picture of the present model, or of the one that Create uses. */
  openRandom(): void {
    const { models, workspace } = this.#parts;
    const summary = this.model ?? models.named(workspace.create.model);
    if (summary === undefined) return;
    const { name, sha256, steps } = summary.card;
    const present = this.state?.model.sha256 === sha256 ? this.state.steps : undefined;
    this.open({
      ...randomPicture(randomSeedText()),
      model: { name, sha256 },
      steps: present ?? workspace.create.steps ?? steps,
    });
  }

  /** A change of its own. @returns whether it could be made. */
  change(change: Partial<ExploreState>): boolean {
    const { state } = this;
    return state !== null && this.#set({ ...state, ...change, madeIn: this.#tool });
  }

  /** A change while a control is held; {@link letGo} ends it. @param control its name: another one ends the step. */
  hold(control: string, change: Partial<ExploreState>): void {
    const { state } = this;
    if (state === null) return;
    const next = { ...state, ...change, madeIn: this.#tool };
    if (this.#fits(next)) this.#history?.hold(control, next);
  }

  letGo(): void {
    this.#history?.letGo();
  }

  undo(): void {
    this.#history?.commit();
    if (!this.canUndo || this.state === null) return;
    this.tool = this.state.madeIn;
    this.#history?.undo();
  }

  redo(): void {
    this.#history?.commit();
    if (!this.canRedo) return;
    this.#history?.redo();
    if (this.state !== null) this.tool = this.state.madeIn;
  }

  adjust(axis: Axis, amount: number): void {
    const { state } = this;
    if (state === null) return;
    this.hold(axis.id, { adjustments: withAmount(state.adjustments, axis, this.scope, amount, state.steps) });
  }

  /** A whole recipe of latents, as if it had been made where the current picture was. */
  wholeRecipe(picture: LatentRecipe): Recipe | null {
    const { state, model } = this;
    if (state === null || model === undefined) return null;
    return {
      version: versionOf(picture),
      ...picture,
      model: { name: model.card.name, sha256: model.card.sha256 },
      steps: state.steps,
      imageSize: model.card.architecture.imageSize,
      madeWith: this.live.picture?.recipe.madeWith ?? { app: '0', provider: 'cpu', runtime: 'unknown' },
    };
  }

  /** True if parts of a picture can be mixed into the present one: it has the same model and number of steps. */
  fitsPresent({ model, steps }: Pick<Recipe, 'model' | 'steps'>): boolean {
    return this.state?.model.sha256 === model.sha256 && this.state.steps === steps;
  }

  #isCurrent(picture: OpenedPicture): boolean {
    return (
      this.picture !== null && this.fitsPresent(picture) && latentKey(picture) === latentKey(this.picture)
    );
  }

  #set(state: ExploreState): boolean {
    if (!this.#fits(state)) return false;
    this.pointed = null;
    if (this.#history === null) this.#history = new History(state);
    else this.#history.set(state);
    return true;
  }

  /** True if a recipe can hold the state's picture; shows a message otherwise. */
  #fits(state: ExploreState): boolean {
    try {
      parseLatentRecipe(currentPicture(state), state.steps);
      this.#isFull = false;
      return true;
    } catch {
      if (!this.#isFull) this.#parts.notices.info(FULL);
      this.#isFull = true;
      return false;
    }
  }
}

function randomSeeds(): [string, string, string] {
  return [randomSeedText(), randomSeedText(), randomSeedText()];
}
