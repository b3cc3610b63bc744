import { dragIcon } from '../gallery/files/drag-icon.ts';
import { readPictureFile } from '../pictures/picture-file.ts';
import { listFiles } from '../files/list.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handlers.ts';
import type { HostServices } from './host-services.ts';

type FileHandlers = Pick<Handlers, 'files.choose' | 'files.list' | 'files.drag' | 'files.opened'>;

export function fileHandlers({ gallery }: Services, host: HostServices): FileHandlers {
  return {
    'files.choose': ({ purpose, suggestedName }) => host.choose(purpose, suggestedName),
    'files.list': ({ folder, purpose }) => listFiles(folder, purpose),
    'files.drag': async ({ id }) => {
      const path = gallery.pathOf(id);
      await host.drag(path, await dragIcon(readPictureFile(path)));
      return path;
    },
    'files.opened': () => host.openedFiles(),
  };
}
