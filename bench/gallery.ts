/**
 * The gallery at size, on this machine:
 *
 *     npm run bench:gallery -- [--items N] [--pictures N] [--rounds N] [--part PART]... [--folder FOLDER] [--out FILE.json]
 *
 * `items` is how many the gallery holds when it is opened, searched, filtered and sorted; `pictures`, how many are
 * exported as a zip; `kept`, how many are kept, each durably. Times are of the studio's side of a request; medians
 * count. The parts are `orders`, `inserts` and `zip`, all of them where none is named. A folder is kept, and what is
 * in it from an earlier run is measured again.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { GalleryFilter, GallerySort } from '../src/shared/gallery/gallery.ts';
import type { Gallery } from '../src/studio/gallery/gallery.ts';
import { openGallery } from '../src/studio/gallery/open-gallery.ts';
import { encodePng } from '../src/studio/pictures/pixels.ts';
import { printExportFigures } from './gallery/export-figures.ts';
import { fillWithRows, pixelsOf, recipeOf } from './gallery/fill.ts';
import { median } from '../src/shared/median.ts';

const PAGE = 60;

interface Measured {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | '/s' | 'MB';
  /** At most, or at least for rates; none where the figure is for information. */
  readonly bar?: number;
}

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '100000' },
    pictures: { type: 'string', default: '20000' },
    kept: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '9' },
    part: { type: 'string', multiple: true, default: ['orders', 'inserts', 'zip'] },
    folder: { type: 'string' },
    out: { type: 'string', default: 'bench/results/gallery.json' },
    export: { type: 'string' },
    to: { type: 'string', default: '' },
  },
});
const rounds = Number(values.rounds);

async function medianTime(run: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return median(times);
}

async function measureOrders(folder: string, items: number): Promise<Measured[]> {
  const middle = Math.floor(items / 2);
  if (!existsSync(folder)) {
    const pngs = new Map<number, Uint8Array>();
    for (let i = 0; i < PAGE; i++) pngs.set(middle + i, await encodePng(pixelsOf(i)));
    await using open = await openGallery(folder);
    fillWithRows(open.gallery, folder, items, (index) => pngs.get(index));
  }
  const opening = await medianTime(async () => {
    await using open = await openGallery(folder);
    const { ids } = open.gallery.order({}, 'newest');
    open.gallery.get([...ids.subarray(0, PAGE)]);
    open.gallery.facets();
  });
  await using open = await openGallery(folder);
  const { gallery } = open;
  const measured: Measured[] = [{ what: 'open the gallery', value: opening, unit: 'ms', bar: 300 }];
  const order = async (what: string, filter: GalleryFilter, sort: GallerySort, bar = 50) => {
    const value = await medianTime(() => gallery.order(filter, sort));
    measured.push({ what: `${what} (${gallery.order(filter, sort).ids.length})`, value, unit: 'ms', bar });
  };
  await order('search for one word of all', { text: 'faces' }, 'newest');
  await order('search for a prefix of half of them', { text: 'c' }, 'newest');
  await order('search for two words', { text: 'sketches smile' }, 'newest');
  await order('search in notes', { text: 'somebody show' }, 'newest');
  await order('search for a seed', { text: recipeOf(4711).seed }, 'newest');
  for (const sort of ['newest', 'oldest', 'rating', 'model', 'seed'] as const)
    await order(`all by ${sort}`, {}, sort);
  await order('favourites by model', { favourite: true }, 'model');
  await order('three stars and a tag by rating', { minRating: 3, tags: ['smile'] }, 'rating');
  await order('a collection by newest', { collection: 1 }, 'newest');
  await order('a model, edited, by seed', { models: [recipeOf(0).model.sha256], edited: true }, 'seed');
  const some = gallery.order({}, 'oldest').ids[4711]!;
  const start = performance.now();
  gallery.order({ similarTo: some }, 'similarity');
  measured.push({ what: 'similar to one, the first time', value: performance.now() - start, unit: 'ms' });
  await order('similar to one', { similarTo: some }, 'similarity');
  measured.push({ what: 'facets', value: await medianTime(() => gallery.facets()), unit: 'ms' });
  measured.push(...(await measureJump(gallery, middle)));
  const all = [...gallery.order({}, 'newest').ids];
  const tagging = performance.now();
  gallery.update(all, { addTags: ['everything'] });
  measured.push({ what: 'tag all', value: performance.now() - tagging, unit: 'ms' });
  // The next run finds what this one found.
  gallery.update(all, { removeTags: ['everything'] });
  return measured;
}

/** Items of a page in the middle, and their thumbnails. */
async function measureJump(gallery: Gallery, middle: number): Promise<Measured[]> {
  const { ids } = gallery.order({}, 'oldest');
  const page = [...ids.subarray(middle, middle + PAGE)];
  const jump = async () => {
    gallery.get(page);
    await Promise.all(page.map((id) => gallery.thumbnail(gallery.file(id)!, 256)));
  };
  const start = performance.now();
  await jump();
  const first = performance.now() - start;
  return [
    { what: 'jump to the middle, thumbnails made for the first time', value: first, unit: 'ms' },
    { what: 'jump to the middle', value: await medianTime(jump), unit: 'ms', bar: 100 },
  ];
}

/** Pictures that are kept while others wait, as a batch is. @returns how many a second. */
async function keepPictures(folder: string, pictures: number): Promise<number> {
  await using open = await openGallery(folder);
  const start = performance.now();
  let next = 0;
  const keepOn = async () => {
    while (next < pictures) {
      const index = next++;
      await open.gallery.keepMade(pixelsOf(index), recipeOf(index));
    }
  };
  await Promise.all(Array.from({ length: 64 }, keepOn));
  return (1000 * pictures) / (performance.now() - start);
}

async function measureInserts(folder: string, pictures: number): Promise<Measured> {
  await rm(folder, { recursive: true, force: true });
  const what = `keep ${pictures} pictures of 64x64, file and row on the disk`;
  return { what, value: await keepPictures(folder, pictures), unit: '/s', bar: 200 };
}

async function measureZip(folder: string, pictures: number): Promise<Measured[]> {
  if (!existsSync(folder)) await keepPictures(folder, pictures);
  const path = join(folder, 'export.zip');
  const child = spawn(process.execPath, [import.meta.filename, '--export', folder, '--to', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  await once(child, 'close');
  const { milliseconds, idle, peak } = JSON.parse(output) as Record<string, number>;
  const test = spawnSync('unzip', ['-tq', path], { encoding: 'utf8' });
  console.log(
    test.status === 0 ? test.stdout.trim() : `unzip -t: ${test.stderr || test.stdout || 'not there'}`,
  );
  return [
    {
      what: `zip of ${pictures} pictures, memory over idle`,
      value: (peak! - idle!) / 1e6,
      unit: 'MB',
      bar: 150,
    },
    { what: 'the same, memory at idle', value: idle! / 1e6, unit: 'MB' },
    { what: 'the same, time', value: milliseconds!, unit: 'ms' },
  ];
}

if (values.export !== undefined) {
  await printExportFigures(values.export, values.to);
  process.exit();
}

const folder = values.folder === undefined ? undefined : resolve(values.folder);
const root = folder ?? (await mkdtemp(join(tmpdir(), 'trilemma-bench-')));
try {
  const [items, pictures, kept] = [values.items, values.pictures, values.kept].map(Number) as [
    number,
    number,
    number,
  ];
  const measured: Measured[] = [];
  const has = (part: string) => values.part.includes(part);
  if (has('orders')) measured.push(...(await measureOrders(join(root, 'orders'), items)));
  if (has('inserts')) measured.push(await measureInserts(join(root, 'inserts'), kept));
  if (has('zip')) measured.push(...(await measureZip(join(root, 'pictures'), pictures)));
  console.table(
    measured.map(({ what, value, unit, bar }) => ({
      what,
      value: `${value.toFixed(1)} ${unit}`,
      bar: bar ?? '',
    })),
  );
  await mkdir(dirname(values.out), { recursive: true });
  const result = { items, pictures, kept, cores: availableParallelism(), measured };
  await writeFile(values.out, `${JSON.stringify(result, null, 2)}\n`);
} finally {
  if (folder === undefined) await rm(root, { recursive: true });
}
