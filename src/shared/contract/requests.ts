/**
 * The contract: every request that an interface can make, with its parameters, its result and its progress.
 * Every request may fail with a TrilemmaError; its code crosses with it. The schemas of the parameters are in
 * `schemas.ts`, and are checked on the studio's side.
 */
import type { AppInfo } from '../app-info.ts';
import type { Device, DeviceChoice } from '../device.ts';
import type { Direction, ModelDirections } from '../direction.ts';
import type { FileList, FilePurpose } from '../file-list.ts';
import type {
  AddedFiles,
  ChangedItems,
  GalleryChange,
  GalleryFacets,
  GalleryFilter,
  GalleryItem,
  GalleryOrder,
  GalleryPage,
  GallerySort,
} from '../gallery/gallery.ts';
import type { ImportSpec, Job, JobSpec } from '../job.ts';
import type { KeyFrameSet } from '../path/key-frame-set.ts';
import type { BandOrder } from '../models/architecture.ts';
import type { ModelSummary, RemovedModelSummary } from '../models/model-summary.ts';
import type { Picture, Pixels } from '../picture.ts';
import type { LatentRecipe, Recipe } from '../recipe/recipe.ts';
import type { Workspace } from '../workspace.ts';
import type { FilmRequests } from './film-requests.ts';
import type { Priority } from './priority.ts';
import type { None, Request } from './request.ts';
import type { TrainingRequests } from './training-requests.ts';

/** Items that `gallery.items` gives at once. */
export const MAX_ITEMS = 500;

/** Recipes that `gallery.lookup` takes at once. */
export const MAX_LOOKED_UP = 64;

export interface RenderParams {
  /** Name of the model. */
  readonly model: string;
  /** Denoising steps T. */
  readonly steps: number;
  readonly device: Device;
  /** 1 to 64. */
  readonly pictures: readonly LatentRecipe[];
  readonly priority: Priority;
  /** True if progress carries the prediction of x_0 after each step. */
  readonly previews: boolean;
}

export type RenderProgress =
  | {
      readonly kind: 'preview';
      readonly index: number;
      readonly step: number;
      readonly steps: number;
      readonly pixels: Pixels;
    }
  | { readonly kind: 'picture'; readonly index: number; readonly picture: Picture };

export interface Requests extends FilmRequests, TrainingRequests {
  'app.info': Request<None, AppInfo>;
  'workspace.load': Request<None, Workspace>;
  /** Replaces the parts that are given. */
  'workspace.save': Request<Partial<Workspace>, null>;

  /** Pictures at once, outside the queue of jobs; cancelled with the request. The last progress of each is its picture. */
  'pictures.render': Request<RenderParams, DeviceChoice, RenderProgress>;

  /** Queues a job. @returns its id. */
  'jobs.start': Request<JobSpec, { readonly id: string }>;
  'jobs.list': Request<None, readonly Job[]>;
  'jobs.cancel': Request<{ readonly id: string }, null>;
  /** Lets a job of a film rest; what it has rendered stays. */
  'jobs.pause': Request<{ readonly id: string }, null>;
  'jobs.resume': Request<{ readonly id: string }, null>;
  /** Queues a failed or cancelled job again; what it had finished stays. */
  'jobs.retry': Request<{ readonly id: string }, null>;
  /** Takes a settled job off the list; without an id, all that are settled. */
  'jobs.dismiss': Request<{ readonly id?: string | undefined }, null>;
  /** The pictures of a generate job that are ready and still in memory, by index. */
  'jobs.pictures': Request<
    { readonly id: string },
    readonly { readonly index: number; readonly picture: Picture }[]
  >;

  'models.list': Request<
    None,
    {
      readonly models: readonly ModelSummary[];
      readonly damaged: readonly { readonly name: string; readonly message: string }[];
      /** In the trash of the library, the latest first. */
      readonly removed: readonly RemovedModelSummary[];
    }
  >;
  'models.rename': Request<{ readonly name: string; readonly to: string }, { readonly name: string }>;
  /** Moves an imported model's folder to the trash of the library. */
  'models.remove': Request<{ readonly name: string }, Pick<RemovedModelSummary, 'id'>>;
  /** Brings a removed model back, under another name where its own is taken by now. */
  'models.restore': Request<Pick<RemovedModelSummary, 'id'>, { readonly name: string }>;
  /** A picture of a checkpoint in each order that its wavelet bands may have, of the same latents. */
  'models.bandOrders': Request<
    Pick<ImportSpec, 'path' | 'steps' | 'imageSize' | 'weights'>,
    readonly { readonly order: BandOrder; readonly pixels: Pixels }[]
  >;
  /** Finds out whether a device works, and which provider `auto` chooses. */
  'devices.test': Request<{ readonly device: Device }, DeviceChoice>;

  /** Principal directions of a model's w and the user's own; computed at the first time. */
  'directions.load': Request<{ readonly model: string }, ModelDirections>;
  'directions.save': Request<
    { readonly model: string; readonly name: string; readonly vector: string },
    Direction
  >;
  'directions.rename': Request<{ readonly id: string; readonly name: string }, null>;
  'directions.remove': Request<{ readonly id: string }, null>;

  /** Keeps the picture of a recipe. One that is kept already comes out of the trash, and stays a favourite. */
  'gallery.keep': Request<{ readonly recipe: Recipe; readonly favourite: boolean }, GalleryItem>;
  'keyFrameSets.list': Request<None, readonly KeyFrameSet[]>;
  /** A set of that name is replaced. */
  'keyFrameSets.save': Request<
    { readonly name: string; readonly recipes: readonly Recipe[] },
    { readonly id: number }
  >;
  'keyFrameSets.remove': Request<{ readonly id: number }, null>;

  /** Which items a filter leaves, in which order: a page of them, or all. */
  'gallery.query': Request<
    { readonly filter: GalleryFilter; readonly sort: GallerySort } & GalleryPage,
    GalleryOrder
  >;
  /** At most MAX_ITEMS at once, in the order of the ids; those that are gone are left out. */
  'gallery.items': Request<{ readonly ids: readonly number[] }, readonly GalleryItem[]>;
  /** For each recipe, at most MAX_LOOKED_UP, the item that is kept of its picture. */
  'gallery.lookup': Request<{ readonly recipes: readonly Recipe[] }, readonly (GalleryItem | null)[]>;
  'gallery.facets': Request<None, GalleryFacets>;
  /** All that are there are changed, or none; the same holds for the trash. */
  'gallery.update': Request<
    { readonly ids: readonly number[]; readonly change: GalleryChange },
    ChangedItems
  >;
  'gallery.trash': Request<{ readonly ids: readonly number[] }, ChangedItems>;
  'gallery.restore': Request<{ readonly ids: readonly number[] }, ChangedItems>;
  /** Deletes what is in the trash for good; without ids, all of it. */
  'gallery.purge': Request<{ readonly ids?: readonly number[] | undefined }, ChangedItems>;
  /** Takes in files: a PNG of ours as a picture, any other picture as reference material. */
  'gallery.addFiles': Request<{ readonly paths: readonly string[] }, AddedFiles>;
  'collections.create': Request<{ readonly name: string }, { readonly id: number }>;
  'collections.rename': Request<{ readonly id: number; readonly name: string }, null>;
  /** Its pictures stay. */
  'collections.remove': Request<{ readonly id: number }, null>;

  /** The system's dialog; null when the user closed it. Only where the host has `nativeDialogs`. */
  'files.choose': Request<
    { readonly purpose: FilePurpose; readonly suggestedName?: string | undefined },
    string | null
  >;
  /** The content of a folder, for the interface's own picker; without a folder, the user's home. */
  'files.list': Request<{ readonly folder?: string | undefined; readonly purpose: FilePurpose }, FileList>;
  /** Begins dragging an item's file out of the window, and gives its path. Only where the host has `dragOut`. */
  'files.drag': Request<{ readonly id: number }, string>;
  /** Takes over the files that the app was opened with, by their paths. They are told of by `files-opened`, too. */
  'files.opened': Request<None, readonly string[]>;
}

export type RequestName = keyof Requests;
export type Params<R extends RequestName> = Requests[R]['params'];
export type Result<R extends RequestName> = Requests[R]['result'];
export type Progress<R extends RequestName> = Requests[R]['progress'];
