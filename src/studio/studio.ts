/** The studio, put together: what it is made of, in the order of its start, and how it is closed. */
import { EngineClient, type StartEngine } from '../engine/client.ts';
import { dataFolderLayout } from '../platform/data-folder.ts';
import { assertHeld } from '../platform/held-folders.ts';
import type { Channel, FromStudio, ToStudio } from '../shared/contract/messages.ts';
import { DirectionRepository } from './database/direction-repository.ts';
import { DailyBackups } from './database/backups.ts';
import { JobRepository } from './database/job-repository.ts';
import { KeyFrameSetRepository } from './database/key-frame-set-repository.ts';
import { lockDataFolder } from './database/lock.ts';
import { ProjectRepository } from './database/project-repository.ts';
import { openOrRecover } from './database/recover.ts';
import { WorkspaceRepository } from './database/workspace-repository.ts';
import { Gallery } from './gallery/gallery.ts';
import { watchOtherWriters } from './gallery/other-writers.ts';
import { pictureAgain } from './gallery/picture-again.ts';
import { beginListing, reconcile } from './gallery/files/reconcile.ts';
import { studioImage, type StudioImage } from './interface/images.ts';
import { allHandlers } from './interface/all-handlers.ts';
import { EventHub } from './interface/event-hub.ts';
import type { HostServices } from './interface/host-services.ts';
import { REQUESTS_THAT_READ } from './interface/requests-that-read.ts';
import { serveChannel } from './interface/serve-channel.ts';
import { PathPreviews } from './interpolation/path/path-previews.ts';
import { StyleCache } from './interpolation/path/style-cache.ts';
import { VideoQueue } from './interpolation/video-queue.ts';
import { filmRunner } from './jobs/film-job.ts';
import { exportGalleryRunner, importGalleryRunner } from './jobs/gallery-jobs.ts';
import { generateRunner } from './jobs/generate-job.ts';
import { JobFolders } from './jobs/job-folders.ts';
import { JobQueue } from './jobs/job-queue.ts';
import { benchmarkRunner, exportRunner, importRunner } from './jobs/model-jobs.ts';
import { qualityRunner } from './jobs/quality-job.ts';
import { modelFolders, type ModelFolders } from './models/model-folders.ts';
import { Projects } from './projects/projects.ts';
import { CheckedModels } from './rendering/checked-models.ts';
import { PictureCache } from './rendering/picture-cache.ts';
import { Pictures } from './rendering/pictures.ts';
import { RenderQueue } from './rendering/render-queue.ts';
import type { Services } from './services.ts';
import { TrainingService } from './training/training-runs.ts';
import { useDataFolder } from './use-data-folder.ts';
import { WorkspaceStore } from './workspace/workspace-store.ts';

export interface StudioOptions {
  /** Where everything of the user's lies; absolute. */
  readonly dataFolder: string;
  /** Where models lie, if not in the data folder. */
  readonly modelFolders?: ModelFolders | undefined;
  /** How an engine process is started; `fork` when left out. */
  readonly startEngine?: StartEngine | undefined;
  /** How long closing waits for a training run's step and checkpoint. */
  readonly closeWithinMs?: number | undefined;
}

export interface Studio extends AsyncDisposable {
  /** Serves an interface until its line closes. */
  connect(channel: Channel<FromStudio, ToStudio>, host: HostServices): void;
  /**
   * @param path the URL's, such as `/images/picture/ID`; a query is left out of account.
   * @returns undefined where there is no such image.
   */
  image(path: string): Promise<StudioImage | undefined>;
}

/**
 * Starts the studio on a data folder. Closing it leaves jobs that are not settled to the next start.
 *
 * @throws {TrilemmaError} `studio-running` where another one has the folder; `database-newer`, `database-corrupt`;
 *   `file` where the folder cannot be used.
 */
export async function createStudio(options: StudioOptions): Promise<Studio> {
  await using starting = new AsyncDisposableStack();
  const services = await startServices(options, starting);
  const connections = new Set<() => void>();
  starting.defer(() => {
    for (const close of connections) close();
  });
  const running = starting.move();
  return {
    connect(channel, host) {
      const handlers = allHandlers(services, host);
      const close = serveChannel(
        channel,
        handlers,
        services.events,
        () => connections.delete(close),
        (name) => {
          if (!REQUESTS_THAT_READ.has(name)) assertHeld(services.dataFolder);
        },
      );
      connections.add(close);
    },
    image: (path) => studioImage(services, path.replace(/\?.*$/s, '')),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** @param stack takes what is to be closed, in the order of its start; it is closed in reverse. */
async function startServices(options: StudioOptions, stack: AsyncDisposableStack): Promise<Services> {
  const { dataFolder, startEngine, closeWithinMs } = options;
  stack.use(await useDataFolder(dataFolder));
  const folders = options.modelFolders ?? modelFolders(dataFolder);
  stack.use(lockDataFolder(dataFolder));
  const listing = beginListing(dataFolder);
  const { database, notices: recovery } = openOrRecover(dataFolderLayout(dataFolder).database);
  stack.defer(() => {
    database.close();
  });
  stack.use(new DailyBackups(database));

  const events = new EventHub();
  const engine = stack.use(new EngineClient(startEngine === undefined ? {} : { start: startEngine }));
  const models = new CheckedModels(folders);
  const renderQueue = new RenderQueue(engine);
  const pictures = new Pictures(models, renderQueue, new PictureCache());
  const styles = new StyleCache(engine);
  const paths = { engine, models, renderQueue, styles };
  const videos = new VideoQueue(() => events.emit('video-waiting', null));

  const galleryChanged = () => events.emit('gallery-changed', null);
  const gallery = new Gallery(database, dataFolder, galleryChanged);
  const pictureOf = pictureAgain(models, pictures);

  const jobFolders = new JobFolders(dataFolder);
  jobFolders.follow(events);
  const modelServices = { engine, folders, models, renderQueue, events };
  const jobs = new JobQueue(
    new JobRepository(database),
    {
      generate: generateRunner(pictures, events),
      'import-model': importRunner(modelServices),
      'export-model': exportRunner(modelServices),
      benchmark: benchmarkRunner(modelServices),
      'measure-quality': qualityRunner({ dataFolder, models, events, startEngine }),
      'export-gallery': exportGalleryRunner(gallery),
      'import-gallery': importGalleryRunner(gallery, pictureOf),
      'render-film': filmRunner({ paths, videos, jobFolders }),
    },
    events,
  );
  stack.defer(async () => {
    // Both at once: a job may wait for the queue, and the queue compute for the job.
    await Promise.all([jobs[Symbol.asyncDispose](), renderQueue.close()]);
    await gallery[Symbol.asyncDispose]();
  });
  const training = stack.use(
    new TrainingService({
      dataFolder,
      folders,
      models,
      events,
      startEngine,
      inBackground: true,
      closeWithinMs,
    }),
  );
  const notices = [...recovery, ...(await reconcile(gallery, listing)), ...jobs.restore()];
  await jobFolders.sweep(jobs.list());
  stack.use(watchOtherWriters(database, galleryChanged));
  return {
    dataFolder,
    folders,
    notices,
    events,
    engine,
    models,
    renderQueue,
    pictures,
    paths,
    previews: new PathPreviews(models, pictures, styles),
    videos,
    jobs,
    gallery,
    pictureOf,
    workspace: new WorkspaceStore(new WorkspaceRepository(database), events),
    directions: new DirectionRepository(database),
    keyFrameSets: new KeyFrameSetRepository(database),
    training,
    projects: new Projects(new ProjectRepository(database), () => events.emit('projects-changed', null)),
  };
}
