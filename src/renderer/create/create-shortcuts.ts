import { PICTURE_ACTIONS } from '../pictures/actions/action-list.ts';
import type { CreateContext } from './context.ts';
import type { Move } from './stage/stage-layout.ts';
import type { StageView } from './stage/stage-view.svelte.ts';

const MOVES: readonly { readonly keys: string; readonly label: string; readonly where: Move }[] = [
  { keys: 'ArrowLeft', label: 'Previous picture', where: 'left' },
  { keys: 'ArrowRight', label: 'Next picture', where: 'right' },
  { keys: 'ArrowUp', label: 'Picture above', where: 'up' },
  { keys: 'ArrowDown', label: 'Picture below', where: 'down' },
  { keys: 'Home', label: 'First picture of the batch', where: 'first' },
  { keys: 'End', label: 'Last picture of the batch', where: 'last' },
];

export function isGenerateKey({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key === 'Enter' && (ctrlKey || metaKey);
}

/** What Create offers to the keyboard while it is shown. Called while the view is made. */
export function offerCreateShortcuts(
  { app, session }: CreateContext,
  view: StageView,
  open: () => void,
): void {
  const generate = () => void app.attempt(session.generate());
  const ofView = 'Create';
  const ofPicture = 'The selected picture';
  app.shortcuts.offer([
    { keys: 'G', label: 'Generate', group: ofView, run: generate },
    { keys: 'Space', label: 'Generate', group: ofView, run: generate },
    { keys: 'Mod+Enter', label: 'Generate, also while typing', group: ofView, run: generate },
    { keys: 'D', label: 'New random seed', group: ofView, run: () => session.rollSeed() },
    { keys: '-', label: 'Smaller pictures', group: ofView, run: () => view.zoom(-1) },
    { keys: '+', label: 'Larger pictures', group: ofView, run: () => view.zoom(1) },
    { keys: '0', label: 'Fit pictures to the window', group: ofView, run: () => view.fit() },
    ...MOVES.map(({ keys, label, where }) => ({ keys, label, group: ofView, run: () => view.move(where) })),
    { keys: 'Enter', label: 'Open large', group: ofPicture, run: open },
    {
      keys: 'Escape',
      label: 'Select none',
      group: ofPicture,
      run: () => session.select(null),
    },
    ...PICTURE_ACTIONS.map(({ keys, label, run }) => ({
      keys,
      label,
      group: ofPicture,
      run: () => {
        const recipe = session.selectedSlot?.picture?.recipe;
        if (recipe !== undefined) run(app, recipe);
      },
    })),
  ]);
}
