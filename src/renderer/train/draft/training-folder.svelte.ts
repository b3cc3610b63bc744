/** What is in a folder of pictures, as a run would read it. */
import type { Crop, DataReport } from '../../../shared/training.ts';
import type { Pixels } from '../../../shared/picture.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';

export interface FolderQuestion {
  readonly folder: string;
  /** Side of the crops, in pixels. */
  readonly side: number;
  readonly crop: Crop;
}

export type FolderState =
  | { readonly status: 'none' }
  | { readonly status: 'reading'; readonly done: number; readonly total: number }
  | { readonly status: 'read'; readonly report: DataReport; readonly crops: readonly Pixels[] }
  | { readonly status: 'failed'; readonly message: string };

export class TrainingFolder {
  readonly #client: Pick<StudioClient, 'request'>;
  #state = $state.raw<FolderState>({ status: 'none' });
  #controller: AbortController | undefined;

  constructor(client: Pick<StudioClient, 'request'>) {
    this.#client = client;
  }

  get state(): FolderState {
    return this.#state;
  }

  /** Reads it, in place of what was being read. */
  async read(question: FolderQuestion): Promise<void> {
    this.close();
    const controller = new AbortController();
    const { signal } = controller;
    this.#controller = controller;
    const show = (state: FolderState) => {
      if (!signal.aborted) this.#state = state;
    };
    show({ status: 'reading', done: 0, total: 0 });
    try {
      const found = await this.#client.request('training.inspect', question, {
        signal,
        onProgress: (progress) => show({ status: 'reading', ...progress }),
      });
      show({ status: 'read', ...found });
    } catch (error) {
      show({ status: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Ends the reading. */
  close(): void {
    this.#controller?.abort();
  }
}
