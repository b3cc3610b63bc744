import type { StudioEvent } from '../../studio/interface/event-hub.ts';
import type { AppWindow, Electron } from '../electron.ts';
import type { PageLines } from '../page/studio-ports.ts';
import { askBeforeClose } from './ask-before-close.ts';
import type { Question } from './unfinished-work.ts';
import { openWindow, type WindowOptions } from './window.ts';

/** The one window of the studio. */
export class StudioWindow {
  readonly #electron: Electron;
  readonly #options: WindowOptions;
  /** There once pages can be answered: nothing is shown before. */
  #lines: PageLines | undefined;
  #question: () => Question | undefined = () => undefined;
  #window: AppWindow | undefined;

  constructor(electron: Electron, options: WindowOptions) {
    this.#electron = electron;
    this.#options = options;
  }

  /**
   * Opens it, now and whenever it is to be shown again.
   * @param question what to ask before it is closed by hand; undefined for nothing.
   */
  open(lines: PageLines, question: () => Question | undefined): void {
    this.#lines = lines;
    this.#question = question;
    this.show();
  }

  close(): void {
    this.#window?.close();
  }

  /** Brings it to the front. */
  show(): void {
    if (this.#lines === undefined) return;
    if (this.#window === undefined) {
      this.#window = openWindow(this.#electron, this.#options);
      // On a Mac the app goes on without a window.
      if (process.platform !== 'darwin') askBeforeClose(this.#electron, this.#window, () => this.#question());
      this.#window.once('closed', () => (this.#window = undefined));
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.focus();
  }

  /** Tells its page, if there is one. */
  tell(event: StudioEvent): void {
    if (this.#window !== undefined) this.#lines?.tell(this.#window.webContents, event);
  }
}
