import { actionShortcuts, PICTURE_ACTIONS } from '../pictures/actions/action-list.ts';
import type { ShortcutHandlers } from '../app/shortcuts/shortcuts.svelte.ts';
import type { CreateContext } from './context.ts';
import type { Move } from './stage/stage-layout.ts';
import type { StageView } from './stage/stage-view.svelte.ts';

const MOVES: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};

/** What keys do to the stage; also where one of its buttons has the focus. */
export function stageShortcuts(view: StageView): ShortcutHandlers {
  return { 'create.move': (keys) => view.move(MOVES[keys]!) };
}

/** What Create offers to the keyboard while it is shown. Called while the view is made. */
export function offerCreateShortcuts(
  { app, session }: CreateContext,
  view: StageView,
  open: () => void,
): void {
  const generate = () => void app.attempt(session.generate());
  app.shortcuts.offer({
    'create.generate': generate,
    'create.generate-while-typing': generate,
    'create.new-seed': () => session.rollSeed(),
    'create.smaller': () => view.zoom(-1),
    'create.larger': () => view.zoom(1),
    'create.fit': () => view.fit(),
    ...stageShortcuts(view),
    'create.open': open,
    'create.select-none': () => session.select(null),
    ...actionShortcuts(PICTURE_ACTIONS, ({ run }) => {
      const recipe = session.selectedSlot?.picture?.recipe;
      if (recipe !== undefined) run(app, recipe);
    }),
  });
}
