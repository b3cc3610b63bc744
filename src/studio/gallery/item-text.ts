/** What search finds of a recipe, and what people call a picture. */
import type { LatentRecipe, Recipe } from '../../shared/recipe/recipe.ts';
import { parametersText } from '../pictures/parameters.ts';

/** The fields as other programs show them, and the names of directions. */
export function recipeSearchText(recipe: Recipe): string {
  const names = [...new Set(directionNames(recipe))];
  const { provider, runtime } = recipe.madeWith;
  return [parametersText(recipe), ...names, provider, runtime].join(' ');
}

export function pictureTitle({ model, seed }: Recipe): string {
  return `${model.name} ${seed}`;
}

export function noSuchPicture(id: number): string {
  return `There is no picture ${id} in the gallery.`;
}

function directionNames({ edits = [] }: LatentRecipe): string[] {
  return edits.flatMap((edit) => {
    switch (edit.kind) {
      case 'direction':
        return [edit.name];
      case 'mix':
        return directionNames(edit.picture);
      case 'blend':
      case 'curve':
        return edit.pictures.flatMap(directionNames);
      case 'variation':
      case 'drift':
      case 'truncation':
        return [];
    }
  });
}
