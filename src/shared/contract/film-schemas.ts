/** Schemas of what an interface asks about interpolations. */
import { z } from 'zod';
import { DEVICES } from '../device.ts';
import { FILM_FORMATS, MAX_VIDEO_FRAMES, UPSCALES } from '../path/film.ts';
import { MAX_FRAMES } from '../path/latent-path.ts';
import { parseLatentPath, parseProjectPath } from '../path/parse-latent-path.ts';
import { MAX_RENDERED_FRAMES, type FilmRequests } from './film-requests.ts';
import { parsedBy } from './parsed-by.ts';
import { PRIORITIES } from './priority.ts';

const MAX_PATH = 4096;
const MAX_NAME = 200;
const MAX_MESSAGE = 2000;
/** Bytes of a video at once. */
const MAX_PIECE = 32 * 2 ** 20;

const none = z.strictObject({});
const projectId = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const name = z.string().trim().min(1).max(MAX_NAME);
const device = z.enum(DEVICES);
const job = z.string().min(1).max(64);
const frame = z
  .int()
  .min(0)
  .max(2 * MAX_FRAMES);
const latentPath = parsedBy(parseLatentPath);
const projectPath = parsedBy(parseProjectPath);

export const filmJobSchema = z.strictObject({
  kind: z.literal('render-film'),
  path: latentPath,
  device,
  target: z.strictObject({
    format: z.enum(FILM_FORMATS),
    out: z.string().min(1).max(MAX_PATH),
    scale: z.int().min(1).max(16),
    upscale: z.enum(UPSCALES),
    pingPong: z.boolean(),
  }),
});

export const filmSchemas: { readonly [R in keyof FilmRequests]: z.ZodType<FilmRequests[R]['params']> } = {
  'projects.list': none,
  'projects.load': z.strictObject({ id: projectId }),
  'projects.create': z.strictObject({ name, path: projectPath }),
  'projects.save': z.strictObject({ id: projectId, path: projectPath }),
  'projects.rename': z.strictObject({ id: projectId, name }),
  'projects.duplicate': z.strictObject({ id: projectId }),
  'projects.remove': z.strictObject({ id: projectId }),
  'projects.restore': z.strictObject({ id: projectId }),
  'projects.keepVersion': z.strictObject({ id: projectId, name }),
  'projects.takeVersion': z.strictObject({ id: projectId, version: projectId }),
  'projects.removeVersion': z.strictObject({ id: projectId, version: projectId }),
  'paths.render': z.strictObject({
    path: latentPath,
    frames: z.array(frame).min(1).max(MAX_RENDERED_FRAMES),
    device,
    priority: z.enum(PRIORITIES),
  }),
  'paths.even': z.strictObject({ path: latentPath, device }),
  'video.claim': none,
  'video.frames': z.strictObject({ job, first: frame, count: z.int().min(1).max(MAX_VIDEO_FRAMES) }),
  'video.append': z.strictObject({
    job,
    position: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
    bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= MAX_PIECE, 'is too long'),
  }),
  'video.finish': z.strictObject({ job }),
  'video.fail': z.strictObject({ job, message: z.string().min(1).max(MAX_MESSAGE) }),
};
