import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Model } from '../../shared/models/model-card.ts';
import { findModel } from '../models/library.ts';
import type { ModelFolders } from '../models/model-folders.ts';

interface Checked {
  readonly model: Model;
  readonly fingerprint: string;
}

/** Models by name, each checked once as long as its file and folder stay as they are: previews come many a second. */
export class CheckedModels {
  readonly #folders: ModelFolders;
  readonly #checked = new Map<string, Checked>();

  constructor(folders: ModelFolders) {
    this.#folders = folders;
  }

  /**
   * @param nameOrHash as `findModel` takes it.
   * @throws {TrilemmaError} as `findModel`.
   */
  async find(nameOrHash: string): Promise<Model> {
    const known = this.#checked.get(nameOrHash);
    if (known !== undefined && known.fingerprint === (await fingerprint(known.model))) return known.model;
    const model = await findModel(nameOrHash, this.#folders);
    const print = await fingerprint(model);
    if (print !== undefined) this.#checked.set(nameOrHash, { model, fingerprint: print });
    return model;
  }

  /** Call it when the library changes: a name may have come to mean another model. */
  forget(): void {
    this.#checked.clear();
  }
}

/** Undefined where the model is gone. A card that is written anew changes the time of its folder. */
async function fingerprint({ path }: Model): Promise<string | undefined> {
  try {
    const [file, folder] = await Promise.all([stat(path), stat(dirname(path))]);
    return [file.ino, file.size, file.mtimeMs, folder.mtimeMs].join(' ');
  } catch {
    return undefined;
  }
}
