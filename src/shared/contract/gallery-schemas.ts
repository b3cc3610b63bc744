/** Schemas of what an interface asks of the gallery. */
import { z } from 'zod';
import { GALLERY_LIMITS, GALLERY_SORTS, ITEM_KINDS, MAX_RATING } from '../gallery/gallery.ts';
import { EXPORT_TARGETS, IMAGE_FORMATS, SHEET_FORMATS } from '../gallery/gallery-export.ts';
import { recipeSchema } from './parsed-by.ts';
import { MAX_ITEMS, MAX_LOOKED_UP, type Params, type RequestName } from './requests.ts';

const MAX_TEXT = 1000;
const MAX_MODELS = 100;
const MAX_NAME = 200;
const MAX_PATH = 4096;
const MAX_PATHS = 10_000;
/** More than a gallery holds that anyone has looked at. */
const MAX_IDS = 2_000_000;
const LAST_TIME = 8.64e15;

const none = z.strictObject({});
export const itemId = z.int().min(1).max(0xffff_ffff);
const itemIds = z.array(itemId).max(MAX_IDS);
const tag = z
  .string()
  .trim()
  .min(1)
  .max(GALLERY_LIMITS.tag)
  .refine((text) => !/\p{Cc}/u.test(text), 'must be one line');
const tags = z.array(tag).max(GALLERY_LIMITS.tags);
const name = z.string().trim().min(1).max(GALLERY_LIMITS.collectionName);
const note = z.string().max(GALLERY_LIMITS.note);
const time = z.number().min(-LAST_TIME).max(LAST_TIME);
const sha256 = z.string().regex(/^[\da-f]{64}$/);
const path = z.string().min(1).max(MAX_PATH);

const filter = z.strictObject({
  text: z.string().max(MAX_TEXT).optional(),
  models: z.array(sha256).max(MAX_MODELS).optional(),
  favourite: z.boolean().optional(),
  minRating: z.int().min(0).max(MAX_RATING).optional(),
  tags: tags.optional(),
  collection: itemId.optional(),
  seed: z
    .string()
    .regex(/^(?:0|[1-9]\d{0,19})$/)
    .optional(),
  from: time.optional(),
  to: time.optional(),
  size: z.int().min(1).max(1_000_000).optional(),
  kind: z.enum(ITEM_KINDS).optional(),
  edited: z.boolean().optional(),
  trash: z.boolean().optional(),
  similarTo: itemId.optional(),
});
const sort = z.enum(GALLERY_SORTS);

const change = z.strictObject({
  favourite: z.boolean().optional(),
  rating: z.int().min(0).max(MAX_RATING).optional(),
  addTags: tags.optional(),
  removeTags: tags.optional(),
  note: note.optional(),
  addTo: itemId.optional(),
  removeFrom: itemId.optional(),
});

/** The fields of a picture in a manifest, besides its recipe. */
export const itemFactsSchema = z.object({
  favourite: z.boolean().default(false),
  rating: z.int().min(0).max(MAX_RATING).default(0),
  tags: tags.default([]),
  note: note.default(''),
  collections: z.array(name).max(GALLERY_LIMITS.collections).default([]),
  keptAt: time.optional(),
  title: z.string().max(GALLERY_LIMITS.title).optional(),
});

export const galleryJobSchemas = [
  z.strictObject({
    kind: z.literal('export-gallery'),
    items: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('ids'), ids: itemIds }),
      z.strictObject({ kind: z.literal('query'), filter, sort }),
      z.strictObject({ kind: z.literal('all') }),
    ]),
    target: z.strictObject({
      kind: z.enum(EXPORT_TARGETS),
      path,
      image: z.enum(IMAGE_FORMATS),
      pattern: z.string().min(1).max(MAX_NAME),
      metadata: z.boolean(),
      sheetFormat: z.enum(SHEET_FORMATS).optional(),
    }),
  }),
  z.strictObject({ kind: z.literal('import-gallery'), path }),
] as const;

type GalleryRequest = Extract<RequestName, `gallery.${string}` | `collections.${string}`>;

export const gallerySchemas: { readonly [R in GalleryRequest]: z.ZodType<Params<R>> } = {
  'gallery.keep': z.strictObject({ recipe: recipeSchema, favourite: z.boolean() }),
  'gallery.query': z.strictObject({
    filter,
    sort,
    offset: z.int().min(0).optional(),
    limit: z.int().min(1).optional(),
  }),
  'gallery.items': z.strictObject({ ids: z.array(itemId).max(MAX_ITEMS) }),
  'gallery.lookup': z.strictObject({ recipes: z.array(recipeSchema).max(MAX_LOOKED_UP) }),
  'gallery.facets': none,
  'gallery.update': z.strictObject({ ids: itemIds, change }),
  'gallery.trash': z.strictObject({ ids: itemIds }),
  'gallery.restore': z.strictObject({ ids: itemIds }),
  'gallery.purge': z.strictObject({ ids: itemIds.optional() }),
  // A path that leads to no file is refused by itself, and the others are taken in.
  'gallery.addFiles': z.strictObject({ paths: z.array(z.string()).max(MAX_PATHS) }),
  'collections.create': z.strictObject({ name }),
  'collections.rename': z.strictObject({ id: itemId, name }),
  'collections.remove': z.strictObject({ id: itemId }),
};
