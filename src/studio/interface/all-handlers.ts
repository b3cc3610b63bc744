import type { Services } from '../services.ts';
import { appHandlers } from './handlers-app.ts';
import { directionHandlers } from './handlers-directions.ts';
import { fileHandlers } from './handlers-files.ts';
import { filmHandlers } from './handlers-film.ts';
import { galleryHandlers } from './handlers-gallery.ts';
import { jobHandlers } from './handlers-jobs.ts';
import { keyFrameSetHandlers } from './handlers-key-frame-sets.ts';
import { modelHandlers } from './handlers-models.ts';
import { pictureHandlers } from './handlers-pictures.ts';
import { trainingHandlers } from './handlers-training.ts';
import type { Handlers } from './handlers.ts';
import type { HostServices } from './host-services.ts';

/** The whole contract, as one host's interfaces have it. */
export function allHandlers(services: Services, host: HostServices): Handlers {
  return {
    ...appHandlers(services, host),
    ...pictureHandlers(services),
    ...galleryHandlers(services),
    ...keyFrameSetHandlers(services),
    ...filmHandlers(services),
    ...trainingHandlers(services),
    ...jobHandlers(services),
    ...modelHandlers(services),
    ...directionHandlers(services),
    ...fileHandlers(services, host),
  };
}
