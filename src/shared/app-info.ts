import type { Device } from './device.ts';

/** What the host adds to the studio; an interface asks this, never which host it is. */
export interface Capabilities {
  /** The system's own dialogs for files; without them the interface shows a picker on `files.list`. */
  readonly nativeDialogs: boolean;
  /** Dragging a kept picture out of the window as a file. */
  readonly dragOut: boolean;
}

export interface AppInfo {
  readonly version: string;
  readonly capabilities: Capabilities;
  /** Devices that this platform's runtime knows; whether one works is found out by trying it. */
  readonly devices: readonly Device[];
  /** Where everything of the user's lies. */
  readonly dataFolder: string;
  /** What start-up set right or could not read, for the user to know. */
  readonly notices: readonly string[];
}
