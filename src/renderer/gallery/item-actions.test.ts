import { describe, expect, it } from 'vitest';
import type { GalleryContext } from './context.ts';
import { purge, trash } from '../pictures/actions/trash.ts';
import { change } from './item-actions.ts';

/** An app whose gallery has these items alone. */
function appWith(present: readonly number[]) {
  const said: string[] = [];
  const answer = (ids: readonly number[]) =>
    Promise.resolve({ missing: ids.filter((id) => !present.includes(id)) });
  const app = {
    attempt: <T>(work: Promise<T>) => work,
    client: { request: (_name: string, { ids = [] }: { readonly ids?: readonly number[] }) => answer(ids) },
    notices: {
      info: (text: string) => said.push(text),
      error: ({ message }: Error) => said.push(message),
    },
  };
  const context = { app, session: { update: answer } } as unknown as GalleryContext;
  return { context, app: context.app, said };
}

describe('what is done with several pictures', () => {
  it('is done with those that are there, and the others are told of', async () => {
    const { context, app, said } = appWith([1, 2]);
    await trash(app, [1, 9, 2]);
    expect(said).toEqual(['1 picture is no longer in the gallery.', '2 pictures moved to the trash.']);
    expect(await change(context, [1, 8, 9], { rating: 1 })).toBe(true);
    expect(said.at(-1)).toBe('2 pictures are no longer in the gallery.');
  });

  it('is not said to be done where none is there', async () => {
    const { context, app, said } = appWith([]);
    await trash(app, [9]);
    await purge(app, [9]);
    expect(await change(context, [9], { rating: 1 })).toBe(false);
    expect(new Set(said)).toEqual(new Set(['1 picture is no longer in the gallery.']));
  });

  it('says nothing more where all went well, or there was nothing to do', async () => {
    const { app, said } = appWith([1]);
    await trash(app, []);
    await purge(app);
    expect(said).toEqual(['Deleted for good.']);
  });
});
