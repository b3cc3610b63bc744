import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WAITING } from '../../../test/support/waiting.ts';
import type { GalleryItem } from '../../shared/gallery/gallery.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import type { AppState } from '../app/app-state.svelte.ts';
import { bringsFiles, fileDragOf } from './file-drag.ts';
import { bringsRecipe, droppedRecipe, startItemDrag } from './picture-drag.ts';

const RECIPE = { seed: '7' } as Recipe;
const NAME = 'abc.png';

/** An event of a drag that has files, as the system's drags have. */
function files(type: 'dragover' | 'drop', ...names: readonly string[]): DragEvent {
  const dataTransfer = {
    types: ['Files'],
    // Told when they are dropped.
    files: type === 'drop' ? names.map((name) => ({ name })) : [],
    getData: () => '',
  };
  return Object.assign(new Event(type), { dataTransfer }) as unknown as DragEvent;
}

function pointer(type: string, buttons: number): void {
  dispatchEvent(Object.assign(new Event(type), { buttons }));
}

/** A kept picture under way, in a window that drags out. */
async function dragged() {
  const source = document.createElement('button');
  document.body.append(source);
  const ended = vi.fn();
  document.body.addEventListener('dragend', ended);
  const asked = vi.fn(() => Promise.resolve(`/data/pictures/ab/${NAME}`));
  const app = {
    info: { capabilities: { dragOut: true } },
    client: { request: asked },
    attempt: (work: Promise<unknown>) => work,
  } as unknown as AppState;
  const event = Object.assign(new Event('dragstart', { cancelable: true }), { dataTransfer: {} });
  source.addEventListener('dragstart', (started) => {
    startItemDrag(started, app, { id: 3, recipe: RECIPE } as GalleryItem, [3, 5]);
  });
  source.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(true);
  expect(asked).toHaveBeenCalledExactlyOnceWith('files.drag', { id: 3 });
  await vi.waitFor(() => expect(fileDragOf(files('dragover'))).toBeDefined(), WAITING);
  onTestFinished(() => {
    pointer('pointermove', 0);
    document.body.removeEventListener('dragend', ended);
    source.remove();
  });
  return { ended };
}

describe('a kept picture that the system drags', () => {
  it('is the picture over the window, and no file from elsewhere', async () => {
    expect(bringsFiles(files('dragover'))).toBe(true);
    await dragged();
    expect(bringsRecipe(files('dragover'))).toBe(true);
    expect(bringsFiles(files('dragover'))).toBe(false);
    expect(droppedRecipe(files('drop', NAME))).toBe(RECIPE);
    expect(fileDragOf(files('drop', NAME))?.ids).toEqual([3, 5]);
    expect(bringsFiles(files('drop', NAME))).toBe(false);
  });

  it('is not what another file is that is dropped meanwhile', async () => {
    await dragged();
    expect(droppedRecipe(files('drop', 'photo.png'))).toBeUndefined();
    expect(bringsFiles(files('drop', 'photo.png'))).toBe(true);
  });

  it('is over when the pointer is free again, and its element is told', async () => {
    const { ended } = await dragged();
    pointer('pointermove', 1);
    expect(bringsRecipe(files('dragover'))).toBe(true);
    expect(ended).not.toHaveBeenCalled();
    pointer('pointermove', 0);
    expect(bringsRecipe(files('dragover'))).toBe(false);
    expect(bringsFiles(files('dragover'))).toBe(true);
    expect(ended).toHaveBeenCalledOnce();
  });

  it('is followed by another', async () => {
    const { ended } = await dragged();
    await dragged();
    expect(ended).toHaveBeenCalledOnce();
    expect(bringsRecipe(files('dragover'))).toBe(true);
  });
});
