import { join } from 'node:path';
import { resourceFolder } from '../../platform/app-folder.ts';
import { dataFolderLayout } from '../../platform/data-folder.ts';

/** Where models are: each in a folder of its own name in one of these two. */
export interface ModelFolders {
  /** Those that come with the app; never written to. */
  readonly bundled: string;
  /** Those that the user added. */
  readonly imported: string;
}

/** The folders of this installation and of a data folder. */
export function modelFolders(dataFolder: string): ModelFolders {
  return {
    bundled: join(resourceFolder(), 'models'),
    imported: dataFolderLayout(dataFolder).models,
  };
}
