import { THEMES } from '../../shared/workspace.ts';
import type { AppState } from '../app/app-state.svelte.ts';

/** The shortcuts that every view has. Called while the shell is made. */
export function offerNavigation(
  { shortcuts, workspace }: AppState,
  { toggleJobs, showShortcuts }: { readonly toggleJobs: () => void; readonly showShortcuts: () => void },
): void {
  const group = 'Studio';
  shortcuts.offer([
    { keys: 'Shift+C', label: 'Create', group, run: () => workspace.update({ view: 'create' }) },
    { keys: 'Shift+E', label: 'Explore', group, run: () => workspace.update({ view: 'explore' }) },
    { keys: 'Shift+G', label: 'Gallery', group, run: () => workspace.update({ view: 'gallery' }) },
    { keys: 'Shift+I', label: 'Interpolate', group, run: () => workspace.update({ view: 'interpolate' }) },
    { keys: 'Shift+T', label: 'Train', group, run: () => workspace.update({ view: 'train' }) },
    { keys: 'Shift+M', label: 'Models', group, run: () => workspace.update({ view: 'models' }) },
    { keys: 'J', label: 'Jobs', group, run: toggleJobs },
    { keys: 'T', label: 'Theme: system, dark or light', group, run: () => nextTheme(workspace) },
    { keys: '?', label: 'Keyboard shortcuts', group, run: showShortcuts },
  ]);
}

export function nextTheme(workspace: AppState['workspace']): void {
  const next = THEMES[(THEMES.indexOf(workspace.theme) + 1) % THEMES.length]!;
  workspace.update({ theme: next });
}
