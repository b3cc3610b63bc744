import { hasDisplay } from '../platform/display.ts';
import { asTrilemmaError } from '../platform/error-log.ts';
import { TrilemmaError } from '../shared/errors.ts';
import type { Electron } from './electron.ts';

/**
 * Says what failed in a box of the system's, or on standard error where nothing can be shown, then quits: after such an
 * error nothing can be relied upon.
 */
export async function quitWithMessage(
  { app, dialog }: Pick<Electron, 'app' | 'dialog'>,
  error: unknown,
): Promise<void> {
  const title =
    error instanceof TrilemmaError ? 'Trilemma Studio cannot open' : 'Trilemma Studio has to close';
  const { message } = asTrilemmaError(error);
  if (hasDisplay(process.platform, process.env)) {
    // Before, Linux shows no boxes.
    await app.whenReady();
    dialog.showErrorBox(title, message);
  } else console.error(`${title}: ${message}`);
  app.exit(1);
}
