/** The pictures that a corner of the map or a part of Mix can be chosen from. */
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import type { ExploreContext } from '../context.ts';

export interface PictureChoice {
  readonly label: string;
  readonly recipe: Recipe;
}

export interface ChoiceGroup {
  readonly title: string;
  readonly choices: readonly PictureChoice[];
}

const MOST_OF_A_GROUP = 48;

/** Pictures of the present model and number of steps, by where they lie; groups without any are left out. */
export function pictureChoices({
  app: { workspace, gallery },
  session,
  recentRecipes,
}: ExploreContext): readonly ChoiceGroup[] {
  const group = (title: string, name: string, recipes: readonly Recipe[]): ChoiceGroup => ({
    title,
    choices: recipes
      .filter((recipe) => session.fitsPresent(recipe))
      .slice(0, MOST_OF_A_GROUP)
      .map((recipe, i) => ({ label: `${name} ${i + 1}`, recipe })),
  });
  return [
    group(
      'Key frames',
      'Key frame',
      workspace.keyFrames.map(({ recipe }) => recipe),
    ),
    group(
      'Kept',
      'Kept picture',
      gallery.latest.map(({ recipe }) => recipe),
    ),
    group('Recent results', 'Result', recentRecipes()),
  ].filter(({ choices }) => choices.length > 0);
}
