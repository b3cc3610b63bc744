/**
 * Kills a process that works on a gallery, again and again at random points, and looks after each start whether
 * anything is lost:
 *
 *     npm run fuzz:gallery -- [--kills N] [--seed N]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parseSeed } from '../../../core/random/seed.ts';
import { randomStream } from '../../../core/random/stream.ts';
import { listedItems } from '../../exports/import-list.ts';
import { openImportSource } from '../../exports/open-import.ts';
import type { Gallery } from '../gallery.ts';
import { openGallery } from '../open-gallery.ts';
import { fuzzMigrations } from './fuzz-migrations.ts';
import { type FuzzEvent, workUntilKilled } from './fuzz-work.ts';

/** A process is killed at most so long after it began to work; some are killed before. */
const LONGEST_LIFE_MS = 400;

export interface FuzzReport {
  readonly kills: number;
  /** Pictures of which the killed processes said that they were kept. */
  readonly kept: number;
  readonly tagged: number;
  readonly purged: number;
  readonly exports: number;
  readonly migrations: number;
  /** What start-ups set right, in words. */
  readonly notices: readonly string[];
  /** What is not as it must be; nothing. */
  readonly faults: readonly string[];
}

/** @param folder is worked in, and not removed. @param seed of the times at which processes are killed. */
export async function fuzzGallery(folder: string, kills: number, seed: string): Promise<FuzzReport> {
  mkdirSync(join(folder, 'exports'), { recursive: true });
  const lives = randomStream(parseSeed(seed), 'lives').uniforms(kills);
  const said: FuzzEvent[] = [];
  const notices: string[] = [];
  const faults: string[] = [];
  for (let round = 1; round <= kills && faults.length === 0; round++) {
    // Every fourth is killed while it opens: it migrates, copies, reconciles.
    await killedAfter(folder, round, lives[round - 1]! * LONGEST_LIFE_MS, round % 4 === 0, said);
    await using open = await openGallery(folder, fuzzMigrations(round));
    notices.push(...open.notices);
    faults.push(...(await faultsOf(open.gallery, folder, said)).map((fault) => `round ${round}: ${fault}`));
  }
  const count = (kind: FuzzEvent['kind']) => said.filter((event) => event.kind === kind).length;
  return {
    kills,
    kept: count('kept'),
    tagged: count('tagged'),
    purged: purgedIn(said).size,
    exports: count('exported'),
    migrations: kills,
    notices,
    faults,
  };
}

async function killedAfter(folder: string, round: number, life: number, early: boolean, said: FuzzEvent[]) {
  const args = [import.meta.filename, '--work', folder, '--round', String(round)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  const working = Promise.withResolvers<undefined>();
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    working.resolve(undefined);
  });
  const closed = once(child, 'close');
  const isEnd = await Promise.race([
    early ? false : working.promise.then(() => false),
    closed.then(() => true),
  ]);
  if (!isEnd) await Promise.race([setTimeout(life), closed]);
  child.kill('SIGKILL');
  await closed;
  // The last line may be cut off: what it would have said was not said.
  for (const line of output.split('\n').slice(0, -1)) said.push(JSON.parse(line) as FuzzEvent);
}

function purgedIn(said: readonly FuzzEvent[]): ReadonlySet<number> {
  return new Set(said.flatMap((event) => (event.kind === 'purging' ? event.ids : [])));
}

async function faultsOf(gallery: Gallery, folder: string, said: readonly FuzzEvent[]): Promise<string[]> {
  const faults: string[] = [];
  const purged = purgedIn(said);
  for (const event of said) {
    if (event.kind === 'exported' && !(await isWhole(event.path, event.pictures)))
      faults.push(`${event.path} is gone`);
    if (
      event.kind === 'exporting' &&
      existsSync(event.path) &&
      !(await isWhole(event.path, event.pictures))
    ) {
      faults.push(`${event.path} is half an export`);
    }
    if (event.kind !== 'kept' && event.kind !== 'tagged') continue;
    if (purged.has(event.id)) continue;
    const [item] = gallery.get([event.id]);
    if (event.kind === 'kept' && item?.recipe?.seed !== event.seed)
      faults.push(`picture ${event.id} is lost`);
    if (event.kind === 'tagged' && item?.tags.includes(event.tag) !== true)
      faults.push(`a tag of ${event.id} is lost`);
  }
  const rows = gallery.items.fileNames();
  const pictures = join(folder, 'pictures');
  mkdirSync(pictures, { recursive: true });
  const files = readdirSync(pictures, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  for (const name of new Set(rows).symmetricDifference(new Set(files))) {
    faults.push(rows.includes(name) ? `${name} has no file` : `${name} has no row`);
  }
  for (const id of gallery.order({}, 'newest').ids) gallery.store.readUnchanged(gallery.file(id)!);
  return faults;
}

async function isWhole(path: string, pictures: number): Promise<boolean> {
  if (!existsSync(path)) return false;
  using source = await openImportSource(path);
  const { items, refused } = await listedItems(source);
  for (const { file } of items as readonly { readonly file: string }[]) await source.read(file);
  return items.length === pictures && refused.length === 0;
}

const { values } = parseArgs({
  strict: false,
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    work: { type: 'string' },
    round: { type: 'string', default: '0' },
  },
});

if (process.argv[1] === import.meta.filename) {
  if (typeof values.work === 'string') await workUntilKilled(values.work, Number(values.round));
  const folder = mkdtempSync(join(tmpdir(), 'trilemma-fuzz-'));
  const report = await fuzzGallery(folder, Number(values.kills), String(values.seed));
  console.log({ ...report, notices: [...new Set(report.notices)] });
  if (report.faults.length === 0) rmSync(folder, { recursive: true });
  else console.error(`The gallery is in ${join(dirname(folder), basename(folder))}.`);
  process.exitCode = report.faults.length === 0 ? 0 : 1;
}
