import type { Device } from '../../../shared/device.ts';
import type { KeyFramePath, LatentPath } from '../../../shared/path/latent-path.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';

/** The measurement that gives out a path's times for an even change of the picture. */
export class EvenSpeed {
  readonly #client: Pick<StudioClient, 'request'>;
  #share = $state<number | null>(null);
  #controller: AbortController | undefined;

  constructor(client: Pick<StudioClient, 'request'>) {
    this.#client = client;
  }

  /** How far it is, 0..1; null while nothing is measured. */
  get share(): number | null {
    return this.#share;
  }

  /** @throws TrilemmaError 'cancelled' where another one began, or {@link cancel} was called. */
  async measure(path: KeyFramePath, device: Device): Promise<LatentPath> {
    this.cancel();
    const controller = new AbortController();
    this.#controller = controller;
    this.#share = 0;
    try {
      return await this.#client.request(
        'paths.even',
        { path, device },
        {
          signal: controller.signal,
          onProgress: ({ done, total }) => (this.#share = total === 0 ? 0 : done / total),
        },
      );
    } finally {
      if (this.#controller === controller) this.#share = null;
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }
}
