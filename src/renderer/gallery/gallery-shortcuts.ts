import type { GalleryContext } from './context.ts';
import { all, none, only, rangeTo, toggled } from './gallery-selection.ts';
import type { ShortcutHandlers } from '../app/shortcuts/shortcuts.svelte.ts';
import type { GridView } from './grid/grid-view.svelte.ts';
import { change, selectedRecipe, toggleFavourite } from './item-actions.ts';
import type { Step } from './grid/justified-layout.ts';
import { actionShortcuts, RECIPE_ACTIONS } from '../pictures/actions/action-list.ts';

const STEPS: Readonly<Record<string, Step>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'first',
  End: 'last',
};

/** What the view does itself. */
export interface GalleryCommands {
  readonly open: () => void;
  readonly compare: () => void;
  readonly similar: () => void;
  readonly tag: () => void;
  readonly export: () => void;
  /** Moves to the trash, or asks before it deletes what is there. */
  readonly remove: () => void;
  readonly search: () => void;
  readonly zoom: (larger: boolean) => void;
}

/** What the gallery offers to the keyboard while it is shown. Called while the view is made. */
export function offerGalleryShortcuts(
  context: GalleryContext,
  view: GridView,
  commands: GalleryCommands,
): void {
  const { app, session } = context;
  app.shortcuts.offer({
    'gallery.search': commands.search,
    ...moves(context, view),
    'gallery.select-all': () => selectAll(context),
    'gallery.select-none': () => session.select(none(session.selection)),
    'gallery.smaller': () => commands.zoom(false),
    'gallery.larger': () => commands.zoom(true),
    'selection.open': commands.open,
    'selection.compare': commands.compare,
    'selection.favourite': () => void toggleFavourite(context, session.selected),
    'selection.rate': (rating) => void change(context, session.selected, { rating: Number(rating) }),
    'selection.tags': commands.tag,
    'selection.similar': commands.similar,
    'selection.export': commands.export,
    'selection.trash': commands.remove,
    ...actionShortcuts(RECIPE_ACTIONS, ({ run }) => {
      const recipe = selectedRecipe(context);
      if (recipe !== null) run(app, recipe);
    }),
  });
}

/** Keys that go about: alone they select what they come to, with Shift all on the way, with Ctrl nothing. */
function moves({ session }: GalleryContext, view: GridView): ShortcutHandlers {
  const go = (select: (ids: Uint32Array, id: number) => void) => (keys: string) => {
    const ids = session.order?.ids;
    if (ids === undefined || ids.length === 0) return;
    const { focus } = session.selection;
    const step = STEPS[keys.replace(/^.*\+/, '')]!;
    const to = view.stepFrom(focus === null ? -1 : ids.indexOf(focus), step);
    select(ids, ids[to]!);
    view.reveal(to);
  };
  return {
    'gallery.move': go((_, id) => session.select(only(id))),
    'gallery.extend': go((ids, id) => session.select(rangeTo(session.selection, ids, id))),
    'gallery.go': go((_, id) => session.select({ ...session.selection, focus: id })),
    'gallery.toggle': () => {
      const { focus } = session.selection;
      if (focus !== null) session.select(toggled(session.selection, focus));
    },
  };
}

function selectAll({ session }: GalleryContext): void {
  if (session.order !== null) session.select(all(session.order.ids, session.selection));
}
