/** Schemas of what an interface sends. The trusted side checks every payload by them before anything acts on it. */
import { z } from 'zod';
import { DEVICES } from '../device.ts';
import { FILE_PURPOSES } from '../file-list.ts';
import { EXPORT_FORMATS, type JobSpec } from '../job.ts';
import { BAND_ORDERS } from '../models/architecture.ts';
import { isModelName } from '../models/model-name.ts';
import { parseLatentRecipe } from '../recipe/parse-recipe.ts';
import type { LatentRecipe } from '../recipe/recipe.ts';
import { SEED_MODES, THEMES, VIEWS, type Workspace } from '../workspace.ts';
import { filmJobSchema, filmSchemas } from './film-schemas.ts';
import { galleryJobSchemas, gallerySchemas, itemId } from './gallery-schemas.ts';
import { QUALITY_PICTURES } from '../quality.ts';
import { recipeSchema } from './parsed-by.ts';
import { PRIORITIES } from './priority.ts';
import type { Params, RequestName } from './requests.ts';
import { trainingSchemas } from './training-schemas.ts';

const MAX_PATH = 4096;
const MAX_NAME = 200;
/** More pictures in one job are better two jobs. */
const MAX_JOB_PICTURES = 10_000;
const MAX_RENDERED = 64;
const MAX_KEY_FRAMES = 500;
const MAX_VECTOR_TEXT = 32_768;

const none = z.strictObject({});
const id = z.string().min(1).max(64);
const device = z.enum(DEVICES);
const steps = z.int().min(1).max(1000);
const modelName = z.string().refine(isModelName, 'must be a name of a model');
const path = z.string().min(1).max(MAX_PATH);
const title = z.string().trim().min(1).max(MAX_NAME);
const seed = z.string().regex(/^(?:0|[1-9]\d{0,19})$/);

/** Pictures whose edits are checked against the number of steps that stands beside them. */
function withPictures<T extends { readonly steps: number; readonly pictures: readonly unknown[] }>(
  value: T,
  context: z.core.$RefinementCtx,
): Omit<T, 'pictures'> & { readonly pictures: readonly LatentRecipe[] } {
  try {
    return { ...value, pictures: value.pictures.map((json) => parseLatentRecipe(json, value.steps)) };
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
}

/** No path of a weight is longer. */
const MAX_PLACE = 1000;

const generate = z
  .strictObject({
    kind: z.literal('generate'),
    model: modelName,
    steps,
    device,
    pictures: z.array(z.unknown()).min(1).max(MAX_JOB_PICTURES),
  })
  .transform(withPictures);

/** A checkpoint's file, with facts that it does not tell. */
const checkpoint = {
  path,
  steps: steps.optional(),
  imageSize: z.int().min(16).max(1024).optional(),
  weights: z.string().min(1).max(MAX_PLACE).optional(),
};

export const jobSpecSchema: z.ZodType<JobSpec> = z.union([
  generate,
  z.strictObject({
    kind: z.literal('import-model'),
    ...checkpoint,
    name: modelName.optional(),
    bandOrder: z.enum(BAND_ORDERS).optional(),
  }),
  z.strictObject({
    kind: z.literal('export-model'),
    model: modelName,
    format: z.enum(EXPORT_FORMATS),
    path,
  }),
  z.strictObject({ kind: z.literal('benchmark'), model: modelName, device }),
  z.strictObject({
    kind: z.literal('measure-quality'),
    model: modelName,
    data: path,
    inception: path.optional(),
    pictures: z.int().min(QUALITY_PICTURES.fewest).max(QUALITY_PICTURES.most),
    device,
  }),
  ...galleryJobSchemas,
  filmJobSchema,
]);

const createSettings = z.strictObject({
  model: z.string().max(MAX_NAME),
  seed,
  seedMode: z.enum(SEED_MODES),
  count: z.int().min(1).max(MAX_JOB_PICTURES),
  steps: steps.nullable(),
  layoutTemperature: z.number().min(0).max(100),
  styleTemperature: z.number().min(0).max(100),
  device,
});

export const workspaceSchema = z.strictObject({
  theme: z.enum(THEMES),
  view: z.enum(VIEWS),
  create: createSettings,
  keyFrames: z.array(z.strictObject({ id, recipe: recipeSchema })).max(MAX_KEY_FRAMES),
});

/** A part that is left out, and one that is given as undefined, are the same. */
function withoutAbsent(parts: {
  readonly [P in keyof Workspace]?: Workspace[P] | undefined;
}): Partial<Workspace> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

export const requestSchemas: { readonly [R in RequestName]: z.ZodType<Params<R>> } = {
  'app.info': none,
  'workspace.load': none,
  'workspace.save': workspaceSchema.partial().transform(withoutAbsent),
  'pictures.render': z
    .strictObject({
      model: modelName,
      steps,
      device,
      pictures: z.array(z.unknown()).min(1).max(MAX_RENDERED),
      priority: z.enum(PRIORITIES),
      previews: z.boolean(),
    })
    .transform(withPictures),
  'jobs.start': jobSpecSchema,
  'jobs.list': none,
  'jobs.cancel': z.strictObject({ id }),
  'jobs.pause': z.strictObject({ id }),
  'jobs.resume': z.strictObject({ id }),
  'jobs.retry': z.strictObject({ id }),
  'jobs.dismiss': z.strictObject({ id: id.optional() }),
  'jobs.pictures': z.strictObject({ id }),
  'models.list': none,
  'models.rename': z.strictObject({ name: modelName, to: z.string().min(1).max(MAX_NAME) }),
  'models.remove': z.strictObject({ name: modelName }),
  'models.restore': z.strictObject({ id: z.string().regex(/^[\da-f]{8}$/) }),
  'models.bandOrders': z.strictObject(checkpoint),
  'devices.test': z.strictObject({ device }),
  'directions.load': z.strictObject({ model: modelName }),
  'directions.save': z.strictObject({
    model: modelName,
    name: title,
    vector: z.string().max(MAX_VECTOR_TEXT),
  }),
  'directions.rename': z.strictObject({ id, name: title }),
  'directions.remove': z.strictObject({ id }),
  'keyFrameSets.list': none,
  'keyFrameSets.save': z.strictObject({
    name: title,
    recipes: z.array(recipeSchema).min(1).max(MAX_KEY_FRAMES),
  }),
  'keyFrameSets.remove': z.strictObject({ id: itemId }),
  ...gallerySchemas,
  ...filmSchemas,
  ...trainingSchemas,
  'files.choose': z.strictObject({
    purpose: z.enum(FILE_PURPOSES),
    suggestedName: z.string().max(MAX_NAME).optional(),
  }),
  'files.list': z.strictObject({ folder: path.optional(), purpose: z.enum(FILE_PURPOSES) }),
  'files.drag': z.strictObject({ id: itemId }),
  'files.opened': none,
};

const messageId = z.int().nonnegative();
const requestNames = Object.keys(requestSchemas) as [RequestName, ...RequestName[]];

/** The frame of a message; its parameters are checked by the request's own schema. */
export const messageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('request'),
    id: messageId,
    name: z.enum(requestNames),
    params: z.unknown(),
  }),
  z.strictObject({ kind: z.literal('cancel'), id: messageId }),
]);
