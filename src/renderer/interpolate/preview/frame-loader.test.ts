import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RenderFramesParams } from '../../../shared/contract/film-requests.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { Picture } from '../../../shared/picture.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import { FrameCache } from './frame-cache.ts';
import { ShortNames } from '../../app/short-names.ts';
import { frameKeys } from './frame-keys.ts';
import { FrameLoader, type ShownPath } from './frame-loader.ts';
import { pathThrough } from '../testing.ts';

const names = new ShortNames();
const PIXELS = { width: 8, height: 8, rgba: new Uint8Array(256) } as Picture;

function shownPath(seeds: readonly number[], frames = 40): ShownPath {
  const path = pathThrough(seeds, frames);
  return { path, keys: frameKeys(path, names), device: 'cpu' };
}

/** A studio that answers when it is told to. */
function handStudio() {
  const asked: (RenderFramesParams & { readonly answer: (error?: Error) => Promise<void> })[] = [];
  const errors: unknown[] = [];
  const request = ((_, params, options) => {
    const { promise, resolve, reject } = Promise.withResolvers<never>();
    const { frames } = params as RenderFramesParams;
    options?.signal?.addEventListener('abort', () => reject(new TrilemmaError('cancelled', 'Cancelled.')));
    asked.push({
      ...(params as RenderFramesParams),
      answer: async (error) => {
        if (error !== undefined) reject(error);
        else {
          for (const frame of frames) options?.onProgress?.({ frame, picture: PIXELS });
          resolve(undefined as never);
        }
        await vi.advanceTimersByTimeAsync(0);
      },
    });
    return promise;
  }) as StudioClient['request'];
  const cache = new FrameCache();
  const loader = new FrameLoader({ request }, { error: (error) => errors.push(error) }, cache);
  return { asked, errors, cache, loader };
}

describe('FrameLoader', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('asks for the frame under the playhead at once, and then for the newest only', async () => {
    const { asked, loader } = handStudio();
    loader.show(shownPath([1, 2]));
    for (const frame of [3, 7, 20]) loader.seek(frame);
    expect(asked).toMatchObject([{ frames: [0], priority: 'preview' }]);
    await asked[0]!.answer();
    expect(asked.slice(1)).toMatchObject([{ frames: [20], priority: 'preview' }]);
  });

  it('fills the rest when the path rests, coarse to fine around the playhead, in growing requests', async () => {
    const { asked, loader, cache } = handStudio();
    const shown = shownPath([1, 2]);
    loader.show(shown);
    await asked[0]!.answer();
    await vi.advanceTimersByTimeAsync(200);
    expect(asked[1]).toMatchObject({ frames: [16, 32], priority: 'view' });
    for (let i = 1; i < asked.length; i++) await asked[i]!.answer();
    expect(asked[2]!.frames.length).toBeGreaterThan(2);
    expect(shown.keys.every((key) => cache.has(key))).toBe(true);
  });

  it('fills nothing while it is not to, and goes on later', async () => {
    const { asked, loader } = handStudio();
    loader.show(shownPath([1, 2]));
    await asked[0]!.answer();
    await vi.advanceTimersByTimeAsync(200);
    loader.isFilling = false;
    loader.seek(7);
    await asked.at(-1)!.answer();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.at(-1)).toMatchObject({ frames: [7], priority: 'preview' });
    loader.isFilling = true;
    await vi.advanceTimersByTimeAsync(200);
    expect(asked.at(-1)).toMatchObject({ frames: [16, 32], priority: 'view' });
  });

  it('leaves a path that is not shown any more, and asks for no frame twice', async () => {
    const { asked, loader } = handStudio();
    const first = shownPath([1, 2]);
    loader.show(first);
    await asked[0]!.answer();
    await vi.advanceTimersByTimeAsync(1000);
    loader.show(shownPath([1, 3]));
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.at(-1)!.path.kind === 'key-frames' && asked.at(-1)!.path).not.toBe(first.path);
    expect(asked.filter(({ frames }) => frames.includes(0))).toHaveLength(1);
    const count = asked.length;
    loader.show(null);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(count);
  });

  it('says once what went wrong, and goes on with another path', async () => {
    const { asked, errors, loader } = handStudio();
    loader.show(shownPath([1, 2]));
    await asked[0]!.answer(new TrilemmaError('engine-failed', 'No.'));
    expect(errors).toHaveLength(1);
    loader.show(shownPath([4, 5]));
    await asked[1]!.answer();
    expect(errors).toHaveLength(1);
  });

  it('keeps no more in memory than there is room for', () => {
    const cache = new FrameCache(3 * 256);
    expect(cache.capacity(8)).toBe(3);
    for (const key of ['a', 'b', 'c']) cache.add(key, PIXELS);
    cache.get('a');
    cache.add('d', PIXELS);
    expect(['a', 'b', 'c', 'd'].filter((key) => cache.has(key))).toEqual(['a', 'c', 'd']);
  });
});
