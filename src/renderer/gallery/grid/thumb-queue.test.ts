import { describe, expect, it } from 'vitest';
import { ThumbQueue } from './thumb-queue.ts';

/** An image that is decoded when the test says so. */
function image() {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  promise.catch(() => undefined);
  const stub = {
    src: '',
    dataset: {} as Record<string, string>,
    decode: () => promise,
    removeAttribute: () => {
      stub.src = '';
      reject(new Error('taken back'));
    },
    done: () => resolve(undefined),
    fail: () => reject(new Error('broken')),
  };
  return stub;
}

const show = (queue: ThumbQueue, stub: ReturnType<typeof image>, url: string) =>
  queue.show(url)(stub as unknown as HTMLImageElement) as () => void;
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('ThumbQueue', () => {
  it('loads a few at once, in order, and marks them when they are decoded', async () => {
    const queue = new ThumbQueue();
    const images = Array.from({ length: 10 }, image);
    images.forEach((one, i) => show(queue, one, `/${i}`));
    expect(images.filter(({ src }) => src !== '')).toHaveLength(8);
    images[0]!.done();
    images[1]!.fail();
    await settled();
    expect(images.map(({ dataset }) => dataset.state).slice(0, 3)).toEqual(['shown', 'failed', undefined]);
    expect(images[9]!.src).toBe('/9');
  });

  it('begins nothing while it is held, and nothing that went by', async () => {
    const queue = new ThumbQueue();
    const [first, second] = [image(), image()];
    queue.hold(true);
    const goBy = show(queue, first, '/1');
    show(queue, second, '/2');
    goBy();
    queue.hold(false);
    expect([first.src, second.src]).toEqual(['', '/2']);
    second.done();
    await settled();
    expect(second.dataset.state).toBe('shown');
  });

  it('takes back what is on its way, and says nothing of it', async () => {
    const queue = new ThumbQueue();
    const one = image();
    show(queue, one, '/1')();
    await settled();
    expect(one.src).toBe('');
    expect(one.dataset.state).toBeUndefined();
  });
});
