/** Films as an interface has them made, on a real engine and a tiny model. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import type { FilmTarget } from '../shared/path/film.ts';
import type { Job } from '../shared/job.ts';
import { decodePng } from './pictures/pixels.ts';
import { filmJob, withTinyModel } from './testing/films.ts';
import { begun, settled } from './testing/requests.ts';
import { testStudio } from './testing/test-studio.ts';

async function setUp() {
  const folder = temporaryFolder();
  const data = join(folder, 'data');
  const model = await withTinyModel(data);
  const running = await testStudio(data);
  const film = (frames: number, name: string, target: Partial<FilmTarget> = {}) =>
    filmJob(model, frames, { ...target, out: join(folder, 'films', name) });
  const { client } = running;
  const status = (id: string, wanted: Job['state']['status']) =>
    client.next('job', ({ id: of, state }) => of === id && state.status === wanted);
  return {
    ...running,
    folder,
    data,
    film,
    status,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

/** A video of five frames that waits for a window. */
async function waitingVideo({ client, film }: Awaited<ReturnType<typeof setUp>>) {
  const waiting = client.next('video-waiting');
  const spec = film(5, 'film.webm', { format: 'webm', scale: 2 });
  const id = await begun(client, spec);
  await waiting;
  return { id, spec, out: spec.target.out };
}

describe('a film', () => {
  it.each(['gif', 'webp', 'apng'] as const)(
    'is made as a job, and leaves nothing but itself: %s',
    async (format) => {
      await using studio = await setUp();
      const { client, film, data } = studio;
      const spec = film(6, `film.${format}`, { format, scale: 2 });
      const id = await begun(client, spec);
      const { state } = await settled(client, id);
      const { out } = spec.target;

      expect(state).toEqual({
        status: 'done',
        result: { kind: 'render-film', path: out, frames: 6, bytes: expect.any(Number) as number },
      });
      expect(state).toMatchObject({ result: { bytes: statSync(out).size } });
      expect(await sharp(out, { animated: true }).metadata()).toMatchObject({ width: 32 });
      const progress = client
        .events('job')
        .flatMap((job) => (job.state.status === 'running' ? [job.state.progress] : []));
      expect(progress.at(1)).toMatchObject({ total: 6, unit: 'frames' });
      await expect.poll(() => readdirSync(join(data, 'jobs'))).toEqual([]);
      expect(readdirSync(join(out, '..'))).toEqual([`film.${format}`]);
    },
  );

  it('rests where it is paused, and goes on from there', async () => {
    await using studio = await setUp();
    const { client, film, status } = studio;
    const id = await begun(client, film(3000, 'frames'));
    await client.next('job', ({ state }) => state.status === 'running' && (state.progress?.done ?? 0) > 0);
    const paused = status(id, 'paused');
    await client.request('jobs.pause', { id });
    const { state } = await paused;
    const done = state.status === 'paused' ? (state.progress?.done ?? 0) : 0;
    expect(done).toBeGreaterThan(0);
    // The next one has its turn meanwhile.
    const other = await begun(client, film(2, 'film.gif', { format: 'gif' }));
    expect((await settled(client, other)).state.status).toBe('done');

    const first = client.next('job', (job) => job.state.status === 'running' && job.state.progress !== null);
    await client.request('jobs.resume', { id });
    expect((await first).state).toMatchObject({
      progress: { done: expect.toSatisfy((resumed: number) => resumed >= done) as number, total: 3000 },
    });
    await client.request('jobs.cancel', { id });
    await settled(client, id);
  });

  it('that cannot be is refused with a word why, before anything is computed', async () => {
    await using studio = await setUp();
    const { client, film, folder } = studio;
    const id = await begun(client, film(4, 'film.gif', { format: 'gif', pingPong: true }));
    expect((await settled(client, id)).state).toMatchObject({ status: 'failed', code: 'usage' });
    writeFileSync(join(folder, 'films'), 'in the way');
    const other = await begun(client, film(4, 'film.gif', { format: 'gif' }));
    expect((await settled(client, other)).state).toMatchObject({ status: 'failed', code: 'file' });
  });
});

describe('a video', () => {
  it('is encoded by one window, which gets its frames and hands in the file in pieces', async () => {
    await using studio = await setUp();
    const { client } = studio;
    const { id, spec, out } = await waitingVideo(studio);
    const work = await client.request('video.claim', {});
    expect(work).toEqual({
      ...{ job: id, format: 'webm', width: 32, height: 32, fps: 24, frames: 5 },
      comment: JSON.stringify(spec.path),
    });
    await expect(studio.connect().request('video.claim', {})).resolves.toBeNull();
    const frames = await client.request('video.frames', { job: id, first: 3, count: 32 });
    const [last, ...none] = frames.slice(1);
    expect(none).toEqual([]);
    const still = await begun(client, studio.film(5, 'frames', { scale: 2 }));
    const [piece, other] = [Buffer.from('video'), Buffer.from('A ')];
    await client.request('video.append', { job: id, position: 2, bytes: piece });
    await client.request('video.append', { job: id, position: 0, bytes: other });
    expect(existsSync(out)).toBe(false);
    await client.request('video.finish', { job: id });
    expect(readFileSync(out, 'utf8')).toBe('A video');
    expect((await settled(client, id)).state).toMatchObject({ result: { frames: 5, bytes: 7 } });
    await settled(client, still);
    const png = await decodePng(readFileSync(join(out, '..', 'frames', 'frame-00004.png')));
    expect(Buffer.from(png.data)).toEqual(Buffer.from(last!.data));
  });

  it('is begun anew by another window where the first is gone', async () => {
    await using studio = await setUp();
    const { client } = studio;
    const lost = studio.connect();
    const { id, out } = await waitingVideo(studio);
    await lost.request('video.claim', {});
    const bytes = Buffer.from('half of a longer file');
    await lost.request('video.append', { job: id, position: 0, bytes });
    const waiting = client.next('video-waiting');
    lost.close();
    await waiting;
    await expect(client.request('video.claim', {})).resolves.toMatchObject({ job: id });
    await client.request('video.append', { job: id, position: 0, bytes: Buffer.from('whole') });
    await client.request('video.finish', { job: id });
    expect(readFileSync(out, 'utf8')).toBe('whole');
    expect(readdirSync(join(out, '..'))).toEqual(['film.webm']);
  });

  it("fails with the window's words, and is tried again without computing a frame", async () => {
    await using studio = await setUp();
    const { client } = studio;
    const { id } = await waitingVideo(studio);
    await client.request('video.claim', {});
    await client.request('video.fail', { job: id, message: 'There is no encoder for VP9 here.' });
    expect((await settled(client, id)).state).toEqual({
      ...{ status: 'failed', code: 'engine-failed' },
      message: 'There is no encoder for VP9 here.',
    });
    const waiting = client.next('video-waiting');
    await client.request('jobs.retry', { id });
    await waiting;
    await expect(client.request('video.claim', {})).resolves.toMatchObject({ job: id });
  });

  it('is taken from its window when it is cancelled or paused', async () => {
    await using studio = await setUp();
    const { client, status } = studio;
    const { id, out } = await waitingVideo(studio);
    await client.request('video.claim', {});
    const paused = status(id, 'paused');
    await client.request('jobs.pause', { id });
    await paused;
    const piece = { job: id, position: 0, bytes: Buffer.from('x') };
    await expect(client.request('video.append', piece)).rejects.toMatchObject({ code: 'cancelled' });
    await expect(client.request('video.claim', {})).resolves.toBeNull();
    const waiting = client.next('video-waiting');
    await client.request('jobs.resume', { id });
    await waiting;
    await client.request('video.claim', {});
    await client.request('jobs.cancel', { id });
    expect((await settled(client, id)).state.status).toBe('cancelled');
    await expect(client.request('video.finish', { job: id })).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(join(out, '..'))).toEqual([]);
  });
});
