import type { Attachment } from 'svelte/attachments';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import { bringsRecipe, droppedRecipe } from '../../pictures/picture-drag.ts';
import type { ExploreContext } from '../context.ts';

/** Lets pictures of the present model be dropped on an element; it has `data-dropping` while one is over it. */
export function dropZone(
  { app: { notices }, session }: ExploreContext,
  ondrop: (recipe: Recipe) => void,
): Attachment<HTMLElement> {
  return (element) => {
    const handlers = {
      dragover: (event: DragEvent) => {
        if (!bringsRecipe(event)) return;
        event.preventDefault();
        element.dataset.dropping = '';
      },
      dragleave: () => {
        delete element.dataset.dropping;
      },
      drop: (event: DragEvent) => {
        delete element.dataset.dropping;
        const recipe = droppedRecipe(event);
        if (recipe === undefined) return;
        event.preventDefault();
        if (session.fitsPresent(recipe)) ondrop(recipe);
        else notices.info('Only pictures of the same model and number of steps can be combined.');
      },
    };
    element.addEventListener('dragover', handlers.dragover);
    element.addEventListener('dragleave', handlers.dragleave);
    element.addEventListener('drop', handlers.drop);
    return () => {
      element.removeEventListener('dragover', handlers.dragover);
      element.removeEventListener('dragleave', handlers.dragleave);
      element.removeEventListener('drop', handlers.drop);
    };
  };
}
