import { describe, expect, it, vi } from 'vitest';
import type { Params } from '../../../shared/contract/requests.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import { type Tile, TileLoader, type TileLoaderOptions, type TileSource } from './tile-loader.ts';

const SOURCE: TileSource = { model: 'faces', steps: 2, device: 'auto' };
const tile = (key: string): Tile => ({ key, picture: { seed: key, temperature: { x_T: 1, z: 1 } } });
const tiles = (...keys: string[]) => keys.map(tile);

/** A studio whose requests are answered by hand. */
function handStudio(options?: TileLoaderOptions) {
  const requests: {
    seeds: string[];
    isCancelled: () => boolean;
    finish: () => Promise<void>;
    fail: (error: Error) => Promise<void>;
  }[] = [];
  const errors: unknown[] = [];
  const request = ((_name: 'pictures.render', params: Params<'pictures.render'>, given) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const { signal, onProgress } = given as {
      signal: AbortSignal;
      onProgress: (progress: unknown) => void;
    };
    signal.addEventListener('abort', () => reject(new TrilemmaError('cancelled', 'Cancelled.')));
    requests.push({
      seeds: params.pictures.map(({ seed }) => seed),
      isCancelled: () => signal.aborted,
      finish: async () => {
        params.pictures.forEach((recipe, index) =>
          onProgress({ kind: 'picture', index, picture: { recipe } }),
        );
        resolve({});
        await settle();
      },
      fail: async (error) => {
        reject(error);
        await settle();
      },
    });
    return promise;
  }) as StudioClient['request'];
  const loader = new TileLoader({ request }, { error: (error) => errors.push(error) }, options);
  return { loader, requests, errors };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('TileLoader', () => {
  it('asks for the most urgent first, two requests at a time', async () => {
    const { loader, requests } = handStudio();
    loader.want(SOURCE, tiles('1', '2', '3', '4'));
    expect(requests.map(({ seeds }) => seeds)).toEqual([['1'], ['2']]);
    await requests[0]!.finish();
    expect(requests[2]!.seeds[0]).toBe('3');
    expect(loader.get('1')?.recipe.seed).toBe('1');
  });

  it('asks for more at once while answers come quickly', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
    const { loader, requests } = handStudio();
    loader.want(
      SOURCE,
      Array.from({ length: 20 }, (_, i) => tile(String(i))),
    );
    await requests[0]!.finish();
    expect(requests[2]!.seeds).toEqual(['2', '3']);
    clock.mockReturnValue(1000);
    await requests[2]!.finish();
    expect(requests[3]!.seeds).toEqual(['4']);
    clock.mockRestore();
  });

  it('cancels what left the screen, and goes on with what is there', () => {
    const { loader, requests } = handStudio();
    loader.want(SOURCE, tiles('1', '2'));
    loader.want(SOURCE, tiles('2', '3'));
    expect(requests.map(({ isCancelled }) => isCancelled())).toEqual([true, false, false]);
    expect(requests[2]!.seeds).toEqual(['3']);
  });

  it('finishes what is under way where it is told so', () => {
    const { loader, requests } = handStudio({ finishes: true });
    loader.want(SOURCE, tiles('1', '2'));
    loader.want(SOURCE, tiles('3'));
    expect(requests.map(({ isCancelled }) => isCancelled())).toEqual([false, false]);
  });

  it('asks for a tile once', async () => {
    const { loader, requests } = handStudio();
    loader.want(SOURCE, tiles('1', '1'));
    loader.want(SOURCE, tiles('1'));
    await requests[0]!.finish();
    loader.want(SOURCE, tiles('1'));
    expect(requests).toHaveLength(1);
  });

  it('forgets the tiles that were not looked at for longest', () => {
    const { loader } = handStudio({ capacity: 2 });
    const picture = { recipe: {} } as never;
    loader.add('1', picture);
    loader.add('2', picture);
    loader.get('1');
    loader.add('3', picture);
    expect([loader.get('1'), loader.get('2'), loader.get('3')]).toEqual([picture, undefined, picture]);
  });

  it('forgets all that another model made', () => {
    const { loader, requests } = handStudio();
    loader.want(SOURCE, tiles('1'));
    loader.add('2', { recipe: {} } as never);
    loader.want({ ...SOURCE, model: 'birds' }, tiles('2'));
    expect(requests[0]!.isCancelled()).toBe(true);
    expect(loader.get('2')).toBeUndefined();
    expect(requests[1]!.seeds).toEqual(['2']);
  });

  it('says what failed, and does not try it again and again', async () => {
    const { loader, requests, errors } = handStudio();
    loader.want(SOURCE, tiles('1'));
    await requests[0]!.fail(new TrilemmaError('engine-failed', 'No memory.'));
    loader.want(SOURCE, tiles('1'));
    expect(requests).toHaveLength(1);
    expect(errors).toHaveLength(1);
    loader.want(SOURCE, []);
    loader.want(SOURCE, tiles('1'));
    expect(requests).toHaveLength(2);
  });

  it('waits without a word while the studio is gone', async () => {
    const { loader, requests, errors } = handStudio();
    loader.want(SOURCE, tiles('1', '2', '3'));
    await requests[0]!.fail(new TrilemmaError('disconnected', 'Gone.'));
    await requests[1]!.fail(new TrilemmaError('disconnected', 'Gone.'));
    expect(requests).toHaveLength(2);
    expect(errors).toEqual([]);
    loader.want(SOURCE, tiles('1'));
    expect(requests[2]!.seeds).toEqual(['1']);
  });
});
