import type { EngineClient } from '../engine/client.ts';
import type { DirectionRepository } from './database/direction-repository.ts';
import type { KeyFrameSetRepository } from './database/key-frame-set-repository.ts';
import type { Gallery, PictureOf } from './gallery/gallery.ts';
import type { EventHub } from './interface/event-hub.ts';
import type { JobQueue } from './jobs/job-queue.ts';
import type { ModelFolders } from './models/model-folders.ts';
import type { PathPreviews } from './interpolation/path/path-previews.ts';
import type { PathServices } from './interpolation/path-services.ts';
import type { VideoQueue } from './interpolation/video-queue.ts';
import type { CheckedModels } from './rendering/checked-models.ts';
import type { Pictures } from './rendering/pictures.ts';
import type { Projects } from './projects/projects.ts';
import type { RenderQueue } from './rendering/render-queue.ts';
import type { TrainingService } from './training/training-runs.ts';
import type { WorkspaceStore } from './workspace/workspace-store.ts';

/** What the studio is made of. */
export interface Services {
  readonly dataFolder: string;
  readonly folders: ModelFolders;
  /** What start-up set right or could not read. */
  readonly notices: readonly string[];
  readonly events: EventHub;
  readonly engine: EngineClient;
  readonly models: CheckedModels;
  readonly renderQueue: RenderQueue;
  readonly pictures: Pictures;
  readonly paths: PathServices;
  readonly previews: PathPreviews;
  readonly videos: VideoQueue;
  readonly jobs: JobQueue;
  readonly gallery: Gallery;
  readonly pictureOf: PictureOf;
  readonly workspace: WorkspaceStore;
  readonly directions: DirectionRepository;
  readonly keyFrameSets: KeyFrameSetRepository;
  readonly training: TrainingService;
  readonly projects: Projects;
}
