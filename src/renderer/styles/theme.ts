import type { Theme } from '../../shared/workspace.ts';

const DARK = '(prefers-color-scheme: dark)';

/** Shows a theme, and follows the system where the theme says so. @returns what ends the following. */
export function applyTheme(theme: Theme): () => void {
  const system = matchMedia(DARK);
  const show = () => {
    const isDark = theme === 'system' ? system.matches : theme === 'dark';
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  };
  show();
  system.addEventListener('change', show);
  return () => system.removeEventListener('change', show);
}
