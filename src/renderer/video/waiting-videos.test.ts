import { describe, expect, it } from 'vitest';
import type { RequestName } from '../../shared/contract/requests.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { VideoWork } from '../../shared/path/film.ts';
import { type Encode, WaitingVideos } from './waiting-videos.ts';

const work = (job: string): VideoWork => ({
  ...{ job, format: 'webm', width: 8, height: 8, fps: 24, frames: 2, comment: '' },
});

/** A studio with videos that wait. */
function videoStudio(waiting: VideoWork[], encode: Encode) {
  const asked: { readonly name: RequestName; readonly params: unknown }[] = [];
  let tell: () => void = () => undefined;
  const videos = new WaitingVideos(
    {
      request: (name, params) => {
        asked.push({ name, params });
        return Promise.resolve(name === 'video.claim' ? (waiting.shift() ?? null) : null);
      },
      on: (_, listener) => {
        tell = () => listener(null as never);
        return () => undefined;
      },
    },
    encode,
  );
  const names = () => asked.map(({ name }) => name);
  return { videos, asked, names, tell: () => tell() };
}

describe('WaitingVideos', () => {
  it('encodes what waits, one after another, and what is told of meanwhile', async () => {
    const waiting = [work('a'), work('b')];
    const encoded: string[] = [];
    const studio = videoStudio(waiting, ({ job }) => {
      encoded.push(job);
      if (job === 'b') {
        waiting.push(work('c'));
        studio.tell();
      }
      return Promise.resolve();
    });
    await studio.videos.encode();
    expect(encoded).toEqual(['a', 'b', 'c']);
    expect(studio.names().filter((name) => name === 'video.finish')).toHaveLength(3);
    expect(studio.names().at(-1)).toBe('video.claim');
  });

  it('hands over frames and pieces under the name of the job', async () => {
    const studio = videoStudio([work('a')], async (_, files) => {
      await files.frames(0, 2);
      await files.append(7, Uint8Array.of(1));
    });
    await studio.videos.encode();
    expect(studio.asked.slice(1, 4)).toEqual([
      { name: 'video.frames', params: { job: 'a', first: 0, count: 2 } },
      { name: 'video.append', params: { job: 'a', position: 7, bytes: Uint8Array.of(1) } },
      { name: 'video.finish', params: { job: 'a' } },
    ]);
  });

  it('says why it cannot encode one, and goes on with the next', async () => {
    const studio = videoStudio([work('a'), work('b')], ({ job }) =>
      job === 'a' ? Promise.reject(new Error('No encoder.')) : Promise.resolve(),
    );
    await studio.videos.encode();
    expect(studio.asked[1]).toEqual({ name: 'video.fail', params: { job: 'a', message: 'No encoder.' } });
    expect(studio.names().at(-2)).toBe('video.finish');
  });

  it('says nothing where the studio itself ended the job', async () => {
    const studio = videoStudio([work('a')], () =>
      Promise.reject(new TrilemmaError('cancelled', 'Cancelled.')),
    );
    await studio.videos.encode();
    expect(studio.names()).toEqual(['video.claim', 'video.claim']);
  });

  it('stops where the line is lost, and looks again when it is told to', async () => {
    let isUp = false;
    const studio = videoStudio([work('a'), work('b')], () =>
      isUp ? Promise.resolve() : Promise.reject(new TrilemmaError('disconnected', 'Gone.')),
    );
    await studio.videos.encode();
    expect(studio.names()).toEqual(['video.claim']);
    isUp = true;
    await studio.videos.encode();
    expect(studio.names()).toContain('video.finish');
  });
});
