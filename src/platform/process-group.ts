/**
 * Helpers of a command have process groups of their own: Ctrl-C in a terminal goes to every process of the foreground
 * group, and is to reach the command alone, which then ends its helpers in order. On Windows there are no such groups,
 * and a detached process would open a console window.
 */
import type { ChildProcess } from 'node:child_process';

/** For the options of `spawn` and `fork`. */
export const OWN_GROUP = { detached: process.platform !== 'win32' } as const;

/** Ends a process that was started with {@link OWN_GROUP} and all of its group at once. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (!OWN_GROUP.detached) {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // All of them have ended.
  }
}
