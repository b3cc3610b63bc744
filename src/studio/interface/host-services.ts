import type { Capabilities } from '../../shared/app-info.ts';
import type { FilePurpose } from '../../shared/file-list.ts';

/** Services that only a host can give the interface that it shows. */
export interface HostServices {
  readonly capabilities: Capabilities;
  /**
   * The system's dialog for files.
   * @returns an absolute path; null when the user closed it.
   * @throws {TrilemmaError} `usage` where the host has no native dialogs.
   */
  choose(purpose: FilePurpose, suggestedName?: string): Promise<string | null>;
  /**
   * Begins dragging a file out of the window, after this has returned.
   * @param file absolute path.
   * @param icon PNG; undefined where there is none.
   * @throws {TrilemmaError} `usage` where the host cannot.
   */
  drag(file: string, icon: Uint8Array | undefined): Promise<void> | void;
  /** Takes over the files that the app was opened with since this was last called. @returns absolute paths. */
  openedFiles(): readonly string[];
}
