import { MAX_RATING } from '../../shared/gallery/gallery.ts';
import type { GalleryContext } from './context.ts';
import { all, none, only, rangeTo, toggled } from './gallery-selection.ts';
import type { Shortcut } from '../app/shortcuts/shortcuts.svelte.ts';
import type { GridView } from './grid/grid-view.svelte.ts';
import { change, selectedRecipe, toggleFavourite } from './item-actions.ts';
import type { Step } from './grid/justified-layout.ts';
import { RECIPE_ACTIONS } from '../pictures/actions/action-list.ts';

const STEPS: readonly { readonly keys: string; readonly label: string; readonly step: Step }[] = [
  { keys: 'ArrowLeft', label: 'Previous picture', step: 'left' },
  { keys: 'ArrowRight', label: 'Next picture', step: 'right' },
  { keys: 'ArrowUp', label: 'Picture above', step: 'up' },
  { keys: 'ArrowDown', label: 'Picture below', step: 'down' },
  { keys: 'PageUp', label: 'Page up', step: 'page-up' },
  { keys: 'PageDown', label: 'Page down', step: 'page-down' },
  { keys: 'Home', label: 'First picture', step: 'first' },
  { keys: 'End', label: 'Last picture', step: 'last' },
];

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
  const group = 'Gallery';
  const picked = 'The selected pictures';
  app.shortcuts.offer([
    { keys: '/', label: 'Search', group, run: commands.search },
    ...moves(context, view, group),
    { keys: 'Mod+A', label: 'Select all', group, run: () => selectAll(context) },
    { keys: 'Escape', label: 'Select none', group, run: () => session.select(none(session.selection)) },
    { keys: '-', label: 'Smaller pictures', group, run: () => commands.zoom(false) },
    { keys: '+', label: 'Larger pictures', group, run: () => commands.zoom(true) },
    { keys: 'Space', label: 'Quick look', group: picked, run: commands.open },
    { keys: 'Enter', label: 'Quick look', group: picked, run: commands.open },
    { keys: 'V', label: 'Compare two to four', group: picked, run: commands.compare },
    {
      keys: 'F',
      label: 'Favourite',
      group: picked,
      run: () => void toggleFavourite(context, session.selected),
    },
    ...Array.from({ length: MAX_RATING + 1 }, (_, rating) => ({
      keys: String(rating),
      label: rating === 0 ? 'No stars' : `${rating} of ${MAX_RATING} stars`,
      group: picked,
      run: () => void change(context, session.selected, { rating }),
    })),
    { keys: 'A', label: 'Tags', group: picked, run: commands.tag },
    { keys: 'L', label: 'Similar pictures', group: picked, run: commands.similar },
    { keys: 'X', label: 'Export', group: picked, run: commands.export },
    { keys: 'Delete', label: 'Move to the trash', group: picked, run: commands.remove },
    ...RECIPE_ACTIONS.map(({ keys, label, run }) => ({
      keys,
      label,
      group: picked,
      run: () => {
        const recipe = selectedRecipe(context);
        if (recipe !== null) run(app, recipe);
      },
    })),
  ]);
}

/** Keys that go about: alone they select what they come to, with Shift all on the way, with Ctrl nothing. */
function moves({ session }: GalleryContext, view: GridView, group: string): readonly Shortcut[] {
  const go = (step: Step, select: (ids: Uint32Array, id: number) => void) => () => {
    const ids = session.order?.ids;
    if (ids === undefined || ids.length === 0) return;
    const { focus } = session.selection;
    const to = view.stepFrom(focus === null ? -1 : ids.indexOf(focus), step);
    select(ids, ids[to]!);
    view.reveal(to);
  };
  const toggleFocused = () => {
    const { focus } = session.selection;
    if (focus !== null) session.select(toggled(session.selection, focus));
  };
  return [
    ...STEPS.flatMap(({ keys, label, step }) => [
      { keys, label, group, run: go(step, (_, id) => session.select(only(id))) },
      {
        keys: `Shift+${keys}`,
        label: `${label}, and select all between`,
        group,
        run: go(step, (ids, id) => session.select(rangeTo(session.selection, ids, id))),
      },
      {
        keys: `Mod+${keys}`,
        label: `${label}, without selecting`,
        group,
        run: go(step, (_, id) => session.select({ ...session.selection, focus: id })),
      },
    ]),
    { keys: 'Mod+Space', label: 'Add to or remove from the selection', group, run: toggleFocused },
  ];
}

function selectAll({ session }: GalleryContext): void {
  if (session.order !== null) session.select(all(session.order.ids, session.selection));
}
