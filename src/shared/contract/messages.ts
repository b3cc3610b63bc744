/**
 * What crosses between an interface and the studio, whichever host is between them: Electron's message ports or a
 * WebSocket. Structured-cloneable; bytes are `Uint8Array`, never text.
 */
import type { ErrorCode } from '../errors.ts';
import type { EventName, Events } from './events.ts';
import type { Progress, RequestName } from './requests.ts';

export type ToStudio =
  | { readonly kind: 'request'; readonly id: number; readonly name: RequestName; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

export type FromStudio =
  | { readonly kind: 'progress'; readonly id: number; readonly value: Progress<RequestName> }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly code: ErrorCode; readonly message: string }
  | {
      readonly [E in EventName]: { readonly kind: 'event'; readonly name: E; readonly payload: Events[E] };
    }[EventName];

/** One side of a line to the other: what a host has to provide. */
export interface Channel<Send, Receive> {
  send(message: Send): void;
  /** Called once, before the first message is due. */
  onMessage(listener: (message: Receive) => void): void;
  /** The other side is gone. */
  onClose(listener: () => void): void;
}
