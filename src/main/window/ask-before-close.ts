import type { AppWindow, Electron } from '../electron.ts';
import type { Question } from './unfinished-work.ts';

/**
 * Asks whoever closes the window, and ends the app with it, where that puts something off. Where the app itself quits, as when a
 * session ends, nobody is asked.
 *
 * @param question what to ask; undefined for nothing.
 */
export function askBeforeClose(
  { app, dialog }: Pick<Electron, 'app' | 'dialog'>,
  window: AppWindow,
  question: () => Question | undefined,
): void {
  let mayClose = false;
  let isAsking = false;
  const quits = () => (mayClose = true);
  app.on('before-quit', quits);
  window.once('closed', () => app.off('before-quit', quits));
  window.on('close', (event) => {
    const asked = mayClose ? undefined : question();
    if (asked === undefined) return;
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    void dialog
      .showMessageBox(window, {
        type: 'question',
        ...asked,
        buttons: ['Close', 'Stay open'],
        defaultId: 1,
        cancelId: 1,
        noLink: true,
      })
      .then(({ response }) => {
        isAsking = false;
        if (response !== 0 || window.isDestroyed()) return;
        mayClose = true;
        window.close();
      });
  });
}
