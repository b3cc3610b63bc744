/** What differs between the hosts: how a line to the studio is got, and how a dropped file gets a path. */
import type { Channel, FromStudio, ToStudio } from '../../../shared/contract/messages.ts';

export interface Host {
  /**
   * Opens a line, and again when it is lost.
   * @param onStatus called with false when the line is lost, with true when it is back.
   */
  connect(onChannel: (channel: Channel<ToStudio, FromStudio>) => void, onStatus: (up: boolean) => void): void;
  /** A path that the studio can read the file by. */
  pathOf(
    file: File,
    options: { signal?: AbortSignal; onProgress?: (share: number) => void },
  ): Promise<string>;
}
