/** The next batch's first picture, made while the controls move. */
import type { ModelSummary } from '../../shared/models/model-summary.ts';
import type { CreateSettings } from '../../shared/workspace.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import { LivePicture, type LivePictureParams } from '../pictures/loading/live-picture.svelte.ts';
import { needsMean, pictureRecipe } from './create-recipes.ts';
import type { ModelMeans } from './model-means.svelte.ts';

/** What decides the preview; read again whenever one of these changes. */
export interface PreviewSource {
  readonly settings: CreateSettings;
  /** Undefined where the library is empty. */
  readonly model: ModelSummary | undefined;
  /** T. */
  readonly steps: number;
  /** True while other work has to be done first. */
  readonly mustWait: boolean;
}

export class NextPreview {
  readonly live: LivePicture;
  readonly #source: () => PreviewSource;
  readonly #means: ModelMeans;
  #problem = $state<string | null>(null);

  constructor(client: Pick<StudioClient, 'request'>, means: ModelMeans, source: () => PreviewSource) {
    this.#means = means;
    this.#source = source;
    this.live = new LivePicture(client, {
      error: (error) => {
        this.#problem = error instanceof Error ? error.message : String(error);
      },
    });
  }

  /** Null while it is not known, or has to wait. */
  get wanted(): LivePictureParams | null {
    const { settings, model, steps, mustWait } = this.#source();
    if (model === undefined || mustWait) return null;
    const mean = this.#means.of(model);
    if (needsMean(settings) && mean === null) return null;
    const picture = pictureRecipe(settings, 0, steps, mean);
    return { model: model.card.name, steps, device: settings.device, picture };
  }

  /** Why there is no preview of the settings, or null. */
  get problem(): string | null {
    return this.#problem;
  }

  show(params: LivePictureParams): void {
    this.#problem = null;
    this.live.show(params);
  }

  /** True if it waits for {@link prepare}. */
  get needsPreparation(): boolean {
    const { settings, model } = this.#source();
    return model !== undefined && needsMean(settings) && this.#means.of(model) === null;
  }

  /** Gets what the settings need to know of the model. @throws {TrilemmaError} */
  async prepare(): Promise<void> {
    const { model } = this.#source();
    if (model !== undefined) await this.#means.load(model);
  }
}
