import { join } from 'node:path';
import type { ModelFolders } from '../models/model-folders.ts';

/** A library of its own below `root`, with nothing in it yet. */
export function librariesIn(root: string): ModelFolders {
  return { bundled: join(root, 'app', 'models'), imported: join(root, 'data', 'models') };
}
