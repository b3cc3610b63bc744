import { actionShortcuts, PICTURE_ACTIONS, type PictureAction } from '../pictures/actions/action-list.ts';
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
  const nextTool = (step: number) => {
    session.tool = TOOLS[(TOOLS.indexOf(session.tool) + step + TOOLS.length) % TOOLS.length]!;
  };
  shortcuts.offer({
    'explore.undo': () => session.undo(),
    'explore.redo': () => session.redo(),
    'explore.random': () => session.openRandom(),
    'explore.next-tool': () => nextTool(1),
    'explore.previous-tool': () => nextTool(-1),
    ...actionShortcuts(STAGE_ACTIONS, (action) => void runOnStage(context, action)),
  });
}

/** Offered while the grid of variations is shown. */
export function offerGridShortcuts({ app: { shortcuts }, session }: ExploreContext): void {
  shortcuts.offer({
    'variations.shuffle': () => session.variations.shuffle(),
    'variations.choose': (keys) => session.variations.take(gridCells(3)[Number(keys) - 1]!),
  });
}
