/** The dialogs that are shown when the page fails: what happened, and what can be done. The studio and its jobs go on. */
import type { AppWindow, Electron } from '../electron.ts';

const RELOAD = 'Reload';
const CLOSE = 'Close';
const WAIT = 'Wait';

export function showFailures({ dialog }: Pick<Electron, 'dialog'>, window: AppWindow): void {
  const { webContents } = window;
  let slowness: AbortController | undefined;

  async function ask(
    message: string,
    detail: string,
    buttons: readonly string[],
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      title: 'Trilemma Studio',
      message,
      detail,
      buttons: [...buttons],
      defaultId: 0,
      cancelId: buttons.length - 1,
      noLink: true,
      ...(signal === undefined ? {} : { signal }),
    });
    return window.isDestroyed() || signal?.aborted === true ? undefined : buttons[response];
  }

  async function gone(reason: string, exitCode: number): Promise<void> {
    slowness?.abort();
    const detail = `Reason: ${reason}, code ${exitCode}. Jobs go on; what was kept is safe.`;
    const choice = await ask('The window stopped working.', detail, [RELOAD, CLOSE]);
    if (choice === RELOAD) webContents.reload();
    if (choice === CLOSE) window.destroy();
  }

  async function unresponsive(): Promise<void> {
    if (slowness !== undefined) return;
    slowness = new AbortController();
    const { signal } = slowness;
    const detail = 'Reload starts it anew; jobs go on, and what was kept is safe.';
    const choice = await ask('The window does not answer.', detail, [WAIT, RELOAD, CLOSE], signal);
    slowness = undefined;
    if (choice === RELOAD) {
      reloading = true;
      webContents.forcefullyCrashRenderer();
      webContents.reload();
    }
    if (choice === CLOSE) window.destroy();
  }

  let reloading = false;
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    if (reloading) reloading = false;
    else void gone(reason, exitCode);
  });
  window.on('unresponsive', () => void unresponsive());
  window.on('responsive', () => slowness?.abort());
}
