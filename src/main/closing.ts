import type { Electron } from './electron.ts';
import { quitWithMessage } from './faults.ts';

/** How long jobs may take to be written down when the app quits. */
const FAREWELL_MS = 4500;

/**
 * Opens the studio once Electron is ready. Quitting waits until it has closed: what runs is written down as waiting. It
 * may begin while the app still starts, as where a session ends or a signal comes.
 *
 * @returns undefined where the app quits meanwhile.
 */
export async function openUntilQuit<Studio extends AsyncDisposable>(
  electron: Pick<Electron, 'app' | 'dialog'>,
  open: () => Promise<Studio>,
): Promise<Studio | undefined> {
  const { app } = electron;
  let isQuitting = false;
  const mayGoOn = () => !isQuitting;
  const opening = app.whenReady().then(() => (mayGoOn() ? open() : undefined));
  app.on('before-quit', () => outliveHelpers(electron));
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (isQuitting) return;
    isQuitting = true;
    const tooLong = setTimeout(() => app.exit(1), FAREWELL_MS);
    const closing = opening.then((studio) => studio?.[Symbol.asyncDispose]());
    closing.then(
      () => {
        clearTimeout(tooLong);
        app.exit(0);
      },
      (error: unknown) => void quitWithMessage(electron, error),
    );
  });
  const studio = await opening;
  return mayGoOn() ? studio : undefined;
}

/**
 * A session that ends sends its signal to all processes at once, so that Chromium's helpers may be gone before the app has
 * quit. Chromium then starts the one that draws again and again, and after some failures ends the app on the spot; this
 * tells it not to.
 */
function outliveHelpers({ app }: Pick<Electron, 'app'>): void {
  app.commandLine.appendSwitch('disable-gpu-process-crash-limit');
}
