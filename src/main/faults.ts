import { TrilemmaError } from '../shared/errors.ts';
import type { Electron } from './electron.ts';

/** Says what failed in a box of the system's, then quits: after such an error nothing can be relied upon. */
export function quitWithWords({ app, dialog }: Pick<Electron, 'app' | 'dialog'>, error: unknown): void {
  if (error instanceof TrilemmaError) {
    dialog.showErrorBox('Trilemma Studio cannot open', error.message);
  } else {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    dialog.showErrorBox('Trilemma Studio has to close', `Something went wrong that should not:\n\n${text}`);
  }
  app.exit(1);
}
