/** The requests about interpolations: projects, previews, and videos that the interface encodes itself. */
import type { Device, DeviceChoice } from '../device.ts';
import type { VideoWork } from '../path/film.ts';
import type { LatentPath } from '../path/latent-path.ts';
import type { Picture, RgbPixels } from '../picture.ts';
import type { Project, ProjectPath, ProjectSummary } from '../path/project.ts';
import type { Priority } from './priority.ts';
import type { None, Request } from './request.ts';

/** Frames that `paths.render` takes at once. */
export const MAX_RENDERED_FRAMES = 64;

export interface RenderFramesParams {
  readonly path: LatentPath;
  /** MAX_RENDERED_FRAMES at most; each from 0 to the path's last. */
  readonly frames: readonly number[];
  readonly device: Device;
  readonly priority: Priority;
}

export interface FilmRequests {
  /** The last changed first. */
  'projects.list': Request<None, readonly ProjectSummary[]>;
  'projects.load': Request<{ readonly id: number }, Project>;
  'projects.create': Request<{ readonly name: string; readonly path: ProjectPath }, { readonly id: number }>;
  'projects.save': Request<{ readonly id: number; readonly path: ProjectPath }, null>;
  'projects.rename': Request<{ readonly id: number; readonly name: string }, null>;
  /** Without its versions. */
  'projects.duplicate': Request<{ readonly id: number }, { readonly id: number }>;
  /** Can be undone by `projects.restore` until the studio is closed. */
  'projects.remove': Request<{ readonly id: number }, null>;
  'projects.restore': Request<{ readonly id: number }, null>;
  'projects.keepVersion': Request<{ readonly id: number; readonly name: string }, { readonly id: number }>;
  /** The present state of the project is kept as a version before. */
  'projects.takeVersion': Request<{ readonly id: number; readonly version: number }, Project>;
  'projects.removeVersion': Request<{ readonly id: number; readonly version: number }, null>;

  /** Frames at once, outside the queue of jobs; cancelled with the request. */
  'paths.render': Request<
    RenderFramesParams,
    DeviceChoice,
    { readonly frame: number; readonly picture: Picture }
  >;
  /** The path with a pace in each segment that equalises the change from frame to frame. */
  'paths.even': Request<
    { readonly path: LatentPath; readonly device: Device },
    LatentPath,
    { readonly done: number; readonly total: number }
  >;

  /** Takes on the encoding of a video; null where none waits. It is given back when the line is lost. */
  'video.claim': Request<None, VideoWork | null>;
  /** Waits until the frames are there. MAX_VIDEO_FRAMES at most. */
  'video.frames': Request<
    { readonly job: string; readonly first: number; readonly count: number },
    readonly RgbPixels[]
  >;
  'video.append': Request<
    { readonly job: string; readonly position: number; readonly bytes: Uint8Array },
    null
  >;
  'video.finish': Request<{ readonly job: string }, null>;
  /** The window cannot encode it. @param message why, for the user. */
  'video.fail': Request<{ readonly job: string; readonly message: string }, null>;
}
