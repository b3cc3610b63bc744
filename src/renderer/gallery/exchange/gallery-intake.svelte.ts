import { TrilemmaError } from '../../../shared/errors.ts';
import type { AddedFiles, GalleryItem, RefusedFile } from '../../../shared/gallery/gallery.ts';
import type { Host } from '../../app/host/host.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';

/** Handed over and taken in together. */
const AT_ONCE = 8;

interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Picture files on their way into the gallery. They outlive a change of view. */
export class GalleryIntake {
  readonly #client: Pick<StudioClient, 'request'>;
  #done = $state(0);
  #total = $state(0);

  constructor(client: Pick<StudioClient, 'request'>) {
    this.#client = client;
  }

  /** Null while nothing is on its way. */
  readonly progress: Progress | null = $derived.by(() =>
    this.#total === 0 ? null : { done: this.#done, total: this.#total },
  );

  /**
   * Takes in files, or what lies at paths that the studio reads; what cannot be taken is named with the reason.
   * @throws where the studio does not answer.
   */
  async add(host: Host, files: readonly (File | string)[]): Promise<AddedFiles> {
    this.#total += files.length;
    const added: GalleryItem[] = [];
    const refused: RefusedFile[] = [];
    try {
      for (let at = 0; at < files.length; at += AT_ONCE) {
        const some = files.slice(at, at + AT_ONCE);
        const outcome = await this.#addSome(host, some);
        added.push(...outcome.added);
        refused.push(...outcome.refused);
        this.#done += some.length;
      }
    } finally {
      this.#total -= files.length;
      this.#done = Math.max(0, this.#done - files.length);
    }
    return { added, refused };
  }

  async #addSome(host: Host, files: readonly (File | string)[]): Promise<AddedFiles> {
    const handed = await Promise.all(files.map((file) => pathOrReason(host, file)));
    const paths = handed.filter((outcome) => typeof outcome === 'string');
    const refused = handed.filter((outcome) => typeof outcome !== 'string');
    if (paths.length === 0) return { added: [], refused };
    const taken = await this.#client.request('gallery.addFiles', { paths });
    return { added: taken.added, refused: [...refused, ...taken.refused] };
  }
}

async function pathOrReason(host: Host, file: File | string): Promise<string | RefusedFile> {
  if (typeof file === 'string') return file;
  try {
    return await host.pathOf(file, {});
  } catch (error) {
    if (!(error instanceof TrilemmaError) || error.code === 'disconnected') throw error;
    return { path: file.name, message: error.message };
  }
}
