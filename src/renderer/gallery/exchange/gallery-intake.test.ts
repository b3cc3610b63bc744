import { describe, expect, it } from 'vitest';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { GalleryItem } from '../../../shared/gallery/gallery.ts';
import type { Host } from '../../app/host/host.ts';
import { GalleryIntake } from './gallery-intake.svelte.ts';

const file = (name: string) => new File([], name);

function intake() {
  const asked: (readonly string[])[] = [];
  const client = {
    request: (_name: string, { paths }: { readonly paths: readonly string[] }) => {
      asked.push(paths);
      return Promise.resolve({
        added: paths.filter((path) => path.endsWith('.png')).map((title) => ({ title }) as GalleryItem),
        refused: paths
          .filter((path) => !path.endsWith('.png'))
          .map((path) => ({ path, message: 'no picture' })),
      });
    },
  };
  const host: Pick<Host, 'pathOf'> = {
    pathOf: ({ name }) =>
      name === 'lost.png'
        ? Promise.reject(new TrilemmaError('disconnected', 'gone'))
        : name === 'large.png'
          ? Promise.reject(new TrilemmaError('file', 'too large'))
          : Promise.resolve(`/uploads/${name}`),
  };
  const made = new GalleryIntake(client);
  return { asked, intake: made, add: (names: string[]) => made.add(host as Host, names.map(file)) };
}

describe('GalleryIntake', () => {
  it('hands files over a few at a time, and gathers what became of them', async () => {
    const { asked, intake: made, add } = intake();
    const names = Array.from({ length: 10 }, (_, i) => `${i}.png`);
    const adding = add([...names, 'a.txt', 'large.png']);
    expect(made.progress).toEqual({ done: 0, total: 12 });
    const { added, refused } = await adding;
    expect(added.map(({ title }) => title)).toEqual(names.map((name) => `/uploads/${name}`));
    expect(refused.map(({ message }) => message).sort()).toEqual(['no picture', 'too large']);
    expect(asked.map(({ length }) => length)).toEqual([8, 3]);
    expect(made.progress).toBeNull();
  });

  it('stops where the studio is gone, and counts no more', async () => {
    const { intake: made, add } = intake();
    await expect(add(['lost.png'])).rejects.toThrow('gone');
    expect(made.progress).toBeNull();
  });
});
