import { describe, expect, it, vi } from 'vitest';
import { latentKey } from '../../core/latent/recipe-key.ts';
import type { ModelSummary } from '../../shared/models/model-summary.ts';
import { DEFAULT_WORKSPACE, type View } from '../../shared/workspace.ts';
import { axis, plain } from './testing.ts';
import { ExploreSession } from './explore-session.svelte.ts';

const FACES = summary('faces', 'a');

function summary(name: string, digit: string): ModelSummary {
  const card = { name, sha256: digit.repeat(64), steps: 2, architecture: { imageSize: 32 } };
  return { card } as ModelSummary;
}

function opened(seed: string, model = FACES) {
  const { name, sha256, steps } = model.card;
  return { ...plain(seed), model: { name, sha256 }, steps };
}

function session(models: readonly ModelSummary[] = [FACES]) {
  const notes: string[] = [];
  const views: (View | undefined)[] = [];
  const explore = new ExploreSession({
    client: { request: () => new Promise<never>(() => undefined) },
    notices: { info: (text: string) => notes.push(text), error: () => undefined },
    workspace: { create: DEFAULT_WORKSPACE.create, update: ({ view }) => views.push(view) },
    models: {
      named: () => models[0],
      withHash: (sha256) => models.find(({ card }) => card.sha256 === sha256),
    },
  });
  return { explore, notes, views };
}

const keyOf = (explore: ExploreSession) => latentKey(explore.picture!);

describe('ExploreSession', () => {
  it('opens a picture as a step that can be undone, and shows Explore', () => {
    const { explore, views } = session();
    explore.open(opened('1'));
    explore.open(opened('2'), 'mix');
    expect(views).toEqual(['explore', 'explore']);
    expect([explore.picture?.seed, explore.tool]).toEqual(['2', 'mix']);
    explore.undo();
    expect(explore.picture?.seed).toBe('1');
    expect(explore.canUndo).toBe(false);
    explore.redo();
    expect(explore.picture?.seed).toBe('2');
  });

  it('only changes the tool for the picture that is there already', () => {
    const { explore } = session();
    explore.open(opened('1'));
    explore.open(opened('1'), 'map');
    expect([explore.tool, explore.canUndo]).toEqual(['map', false]);
  });

  it('begins with a random picture of the model, once', () => {
    const { explore } = session();
    explore.start();
    const first = keyOf(explore);
    explore.start();
    expect(keyOf(explore)).toBe(first);
    expect(explore.params).toMatchObject({ model: 'faces', steps: 2, device: 'auto' });
  });

  it('goes on from a variation, which stays what the grid showed', () => {
    const { explore } = session();
    explore.open(opened('1'));
    explore.hold('d', { adjustments: [{ axis: axis('d', [1]), amounts: [1, 1] }] });
    const cell = { x: 1, y: -1 };
    const shown = explore.variations.pictureAt(cell)!;
    explore.variations.take(cell);
    expect(keyOf(explore)).toBe(latentKey(shown));
    expect(explore.state?.adjustments).toHaveLength(1);
    expect(latentKey(explore.variations.pictureAt(cell)!)).not.toBe(latentKey(shown));
    explore.undo();
    expect(latentKey(explore.variations.pictureAt(cell)!)).toBe(latentKey(shown));
  });

  it('takes a drag, and presses of a key one after another, as one step; another control is another', () => {
    vi.useFakeTimers();
    const { explore } = session();
    explore.open(opened('1'));
    const [a, b] = [axis('a', [1]), axis('b', [1])];
    for (const amount of [1, 2, 3]) {
      explore.adjust(a, amount);
      explore.letGo();
      vi.advanceTimersByTime(100);
    }
    explore.adjust(b, 1);
    explore.undo();
    expect(explore.state?.adjustments).toMatchObject([{ amounts: [3, 3] }]);
    explore.undo();
    expect(explore.state?.adjustments).toEqual([]);
    explore.redo();
    vi.advanceTimersByTime(1000);
    explore.adjust(a, 4);
    explore.undo();
    expect(explore.state?.adjustments).toMatchObject([{ amounts: [3, 3] }]);
    vi.useRealTimers();
  });

  it('shows the tool again that a step was made with', () => {
    const { explore } = session();
    explore.open(opened('1'));
    explore.tool = 'directions';
    explore.adjust(axis('a', [1]), 1);
    explore.tool = 'map';
    explore.undo();
    expect(explore.tool).toBe('directions');
  });

  it('holds the corners of the map when a point is taken', () => {
    const { explore } = session();
    explore.open(opened('1'), 'map');
    const before = explore.map.plane;
    explore.map.takePoint({ u: 0.5, v: 0.25 });
    expect(explore.map.plane).toEqual(before);
    expect(explore.picture?.edits).toMatchObject([{ kind: 'blend', weights: [0.25, 0.5, 0.25] }]);
  });

  it('says once when a recipe has no room, and leaves the picture as it is', () => {
    const { explore, notes } = session();
    explore.open(opened('1'));
    for (let i = 0; i < 20 && notes.length === 0; i++) {
      const picture = explore.picture!;
      for (const index of [0, 1, 2]) explore.map.setCorner(index, picture);
      explore.map.takePoint({ u: 0.5, v: 0.25 });
    }
    expect(notes).toHaveLength(1);
    const before = keyOf(explore);
    explore.map.takePoint({ u: 0.25, v: 0.5 });
    expect(notes).toHaveLength(1);
    expect(keyOf(explore)).toBe(before);
  });

  it('knows when the model of the picture is gone, and goes on with another', () => {
    const { explore } = session();
    explore.open(opened('1', summary('gone', 'b')));
    expect(explore.model).toBeUndefined();
    expect(explore.params).toBeNull();
    explore.openRandom();
    expect(explore.params?.model).toBe('faces');
  });

  it('keeps strengths for another picture of the model', () => {
    const { explore } = session();
    explore.open(opened('1'));
    explore.change({ variations: { ...explore.state!.variations, strength: 0.8 } });
    explore.open(opened('2'));
    expect(explore.state?.variations.strength).toBe(0.8);
    expect(explore.state?.adjustments).toEqual([]);
  });
});
