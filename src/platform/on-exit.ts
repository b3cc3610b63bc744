import { rmSync } from 'node:fs';

const cleanups = new Set<() => void>();

/** Node calls this when the process ends by itself or by `process.exit`, but not when a signal ends it. */
function cleanUp(): void {
  for (const cleanup of cleanups) {
    try {
      cleanup();
    } catch {
      // The others are still to come, and nobody is left to be told.
    }
  }
}

/**
 * Has something done where the process ends before what it is for has come to its own end: a file that is half written
 * is removed, a process that was started is ended.
 *
 * @param cleanup must not wait for anything
 * @returns disposed of, it is not done any more.
 */
export function onExit(cleanup: () => void): Disposable {
  if (cleanups.size === 0) process.on('exit', cleanUp);
  // Two that are given the same function are two.
  const own = () => cleanup();
  cleanups.add(own);
  return {
    [Symbol.dispose]() {
      cleanups.delete(own);
      if (cleanups.size === 0) process.off('exit', cleanUp);
    },
  };
}

/** Has a file or folder that is not whole yet removed where the process ends before it is. */
export function removedOnExit(path: string): Disposable {
  return onExit(() => rmSync(path, { recursive: true, force: true }));
}
