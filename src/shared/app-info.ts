import type { Device } from './device.ts';

/** Capabilities that the host adds to the studio; an interface asks for these, never which host it is. */
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
  /** Sentences for the user on what start-up repaired or could not read. */
  readonly notices: readonly string[];
}
