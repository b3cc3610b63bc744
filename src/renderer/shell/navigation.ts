import { THEMES } from '../../shared/workspace.ts';
import type { AppState } from '../app/app-state.svelte.ts';

/** The shortcuts that every view has. Called while the shell is made. */
export function offerNavigation(
  { shortcuts, workspace }: AppState,
  { toggleJobs, showShortcuts }: { readonly toggleJobs: () => void; readonly showShortcuts: () => void },
): void {
  shortcuts.offer({
    'everywhere.create': () => workspace.update({ view: 'create' }),
    'everywhere.explore': () => workspace.update({ view: 'explore' }),
    'everywhere.gallery': () => workspace.update({ view: 'gallery' }),
    'everywhere.interpolate': () => workspace.update({ view: 'interpolate' }),
    'everywhere.train': () => workspace.update({ view: 'train' }),
    'everywhere.models': () => workspace.update({ view: 'models' }),
    'everywhere.jobs': toggleJobs,
    'everywhere.theme': () => nextTheme(workspace),
    'everywhere.shortcuts': showShortcuts,
  });
}

export function nextTheme(workspace: AppState['workspace']): void {
  const next = THEMES[(THEMES.indexOf(workspace.theme) + 1) % THEMES.length]!;
  workspace.update({ theme: next });
}
