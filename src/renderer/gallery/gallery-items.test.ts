import { describe, expect, it } from 'vitest';
import type { GalleryItem } from '../../shared/gallery/gallery.ts';
import { GalleryItems } from './gallery-items.svelte.ts';

/** A studio that answers when it is told to, with the ratings of that moment. */
function studio(ratings: Record<number, number>) {
  const asked: (readonly number[])[] = [];
  const waiting: (() => void)[] = [];
  const client = {
    request: (_name: string, { ids }: { readonly ids: readonly number[] }) => {
      asked.push(ids);
      return new Promise((resolve) =>
        waiting.push(() =>
          resolve(ids.flatMap((id) => (id in ratings ? [{ id, rating: ratings[id] } as GalleryItem] : []))),
        ),
      );
    },
  };
  const items = new GalleryItems(client as unknown as ConstructorParameters<typeof GalleryItems>[0], {
    error: (error) => {
      throw error;
    },
  });
  const answer = async () => {
    waiting.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { items, asked, answer };
}

describe('GalleryItems', () => {
  it('asks for what is on the screen, once, and leaves out what was passed over', async () => {
    const { items, asked, answer } = studio({ 1: 0, 2: 0, 3: 0 });
    items.want([1]);
    items.want([2]);
    items.want([1, 3]);
    await answer();
    await answer();
    items.want([1, 3]);
    expect(asked).toEqual([[1], [3]]);
    expect(items.get(3)?.id).toBe(3);
  });

  it('asks again after a change, and shows what was until the answer comes', async () => {
    const ratings = { 1: 2 };
    const { items, asked, answer } = studio(ratings);
    items.want([1]);
    await answer();
    ratings[1] = 5;
    items.refresh();
    expect(items.get(1)?.rating).toBe(2);
    await answer();
    expect(items.get(1)?.rating).toBe(5);
    expect(asked).toHaveLength(2);
  });

  it('asks once more where a change came while it was asking', async () => {
    const ratings = { 1: 2 };
    const { items, asked, answer } = studio(ratings);
    items.want([1]);
    items.refresh();
    await answer();
    ratings[1] = 4;
    await answer();
    expect(asked).toHaveLength(2);
    expect(items.get(1)?.rating).toBe(4);
  });

  it('shows a change at once', async () => {
    const { items, answer } = studio({ 1: 0, 2: 0 });
    items.want([1, 2]);
    await answer();
    items.patch([2, 99], { rating: 3 });
    expect(items.get(1)?.rating).toBe(0);
    expect(items.get(2)?.rating).toBe(3);
    expect(items.get(99)).toBeUndefined();
  });

  it('forgets what is gone, and does not ask for it without end', async () => {
    const ratings: Record<number, number> = { 1: 1 };
    const { items, asked, answer } = studio(ratings);
    items.want([1]);
    await answer();
    delete ratings[1];
    items.refresh();
    await answer();
    expect(items.get(1)).toBeUndefined();
    expect(asked).toHaveLength(2);
  });

  it('remembers so many at most, the last that came', async () => {
    const ids = Array.from({ length: 7000 }, (_, i) => i + 1);
    const { items, answer } = studio(Object.fromEntries(ids.map((id) => [id, 0])));
    for (const some of [ids.slice(0, 3500), ids.slice(3500)]) {
      items.want(some);
      for (let i = 0; i < 7; i++) await answer();
    }
    expect(items.get(1)).toBeUndefined();
    expect(items.get(1001)?.id).toBe(1001);
    expect(items.get(7000)?.id).toBe(7000);
  });
});
