import { counted } from '../../../shared/counted.ts';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import type { CreateContext } from '../context.ts';

/** Puts a picture on the tray, and says so where the tray is not in sight. */
export function addKeyFrame({ app, session }: CreateContext, recipe: Recipe): void {
  const { workspace, notices } = app;
  workspace.addKeyFrame(recipe);
  if (workspace.view === 'create' && session.strip === 'key-frames') return;
  notices.info(`Added: ${counted(workspace.keyFrames.length, 'key frame')} in the tray.`);
}
