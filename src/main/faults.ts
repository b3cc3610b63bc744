import { asTrilemmaError } from '../platform/error-log.ts';
import { TrilemmaError } from '../shared/errors.ts';
import type { Electron } from './electron.ts';

/** Says what failed in a box of the system's, then quits: after such an error nothing can be relied upon. */
export function quitWithMessage({ app, dialog }: Pick<Electron, 'app' | 'dialog'>, error: unknown): void {
  const title =
    error instanceof TrilemmaError ? 'Trilemma Studio cannot open' : 'Trilemma Studio has to close';
  dialog.showErrorBox(title, asTrilemmaError(error).message);
  app.exit(1);
}
