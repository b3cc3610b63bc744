/** True if the desktop window can open on this machine, as far as that shows before trying. */

interface Machine {
  readonly platform: NodeJS.Platform;
  /** Of the user; undefined on Windows. */
  readonly uid: number | undefined;
  readonly hasDisplay: boolean;
}

/** @returns why there can be no window, as the end of a sentence; undefined where there can. */
export function noWindowBecause({ platform, uid, hasDisplay }: Machine): string | undefined {
  if (!hasDisplay) return 'there is no display';
  if (platform === 'linux' && uid === 0) return "Electron's sandbox does not work for root";
  return undefined;
}

/** Of a process that a missing library or a forbidden sandbox ended, which no dialog has told the user. */
const NOT_FOUND = 127;
const ABORTS: ReadonlySet<string> = new Set(['SIGTRAP', 'SIGABRT', 'SIGSEGV', 'SIGILL', 'SIGSYS']);
/** Whoever saw the window for so long had it open. */
const OPENED_AFTER_MS = 10_000;

/** @returns why Electron's process ended before it showed a window, as far as one can tell; else undefined. */
export function failedToOpen(end: {
  readonly code: number | null;
  readonly signal: string | null;
  readonly afterMs: number;
}): string | undefined {
  if (end.afterMs > OPENED_AFTER_MS) return undefined;
  if (end.signal !== null && ABORTS.has(end.signal)) return `Electron was ended by ${end.signal}`;
  return end.code === NOT_FOUND ? 'Electron lacks a library of the system' : undefined;
}
