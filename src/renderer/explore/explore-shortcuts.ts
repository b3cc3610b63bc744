import { PICTURE_ACTIONS, type PictureAction } from '../pictures/actions/action-list.ts';
import { exploreFrom } from '../pictures/actions/picture-actions.ts';
import type { ExploreContext } from './context.ts';
import { TOOLS, type Tool } from './explore-state.ts';
import { gridCells } from './variations/variations.ts';

export const TOOL_NAMES: Readonly<Record<Tool, string>> = {
  variations: 'Variations',
  map: 'Map',
  directions: 'Directions',
  mix: 'Mix',
};

/** What can be done with the picture on the stage. */
export const STAGE_ACTIONS: readonly PictureAction[] = PICTURE_ACTIONS.filter(
  ({ run }) => run !== exploreFrom,
);

/** Does it with the picture that is asked for now, once it is there. */
export async function runOnStage({ app, session }: ExploreContext, { run }: PictureAction): Promise<void> {
  const { live, pointed } = session;
  const picture = pointed?.picture() ?? (await live.settled());
  if (picture !== null) run(app, picture.recipe);
}

/** What Explore offers to the keyboard while it is shown. Called while the view is made. */
export function offerExploreShortcuts(context: ExploreContext): void {
  const {
    app: { shortcuts },
    session,
  } = context;
  const group = 'Explore';
  const nextTool = (step: number) => {
    session.tool = TOOLS[(TOOLS.indexOf(session.tool) + step + TOOLS.length) % TOOLS.length]!;
  };
  shortcuts.offer([
    { keys: 'Mod+Z', label: 'Undo', group, run: () => session.undo() },
    { keys: 'Mod+Shift+Z', label: 'Redo', group, run: () => session.redo() },
    { keys: 'Mod+Y', label: 'Redo', group, run: () => session.redo() },
    { keys: 'N', label: 'New random picture', group, run: () => session.openRandom() },
    { keys: ']', label: 'Next tool', group, run: () => nextTool(1) },
    { keys: '[', label: 'Previous tool', group, run: () => nextTool(-1) },
    ...STAGE_ACTIONS.map((action) => ({
      keys: action.keys,
      label: action.label,
      group: 'The current picture',
      run: () => void runOnStage(context, action),
    })),
  ]);
}

/** Offered while the grid of variations is shown. */
export function offerGridShortcuts({ app: { shortcuts }, session }: ExploreContext): void {
  const group = 'Variations';
  shortcuts.offer([
    { keys: 'X', label: 'Shuffle', group, run: () => session.variations.shuffle() },
    ...gridCells(3).map((cell, i) => ({
      keys: String(i + 1),
      label: `Choose picture ${i + 1} of the nine`,
      group,
      run: () => session.variations.take(cell),
    })),
  ]);
}
