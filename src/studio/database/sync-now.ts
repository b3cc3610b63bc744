import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Waits until a file's bytes are on the disk. */
export function syncFileNow(path: string): void {
  // Windows flushes only what is open for writing.
  sync(path, process.platform === 'win32' ? 'r+' : 'r');
}

/** Waits until a folder's entries are on the disk. Windows has no such call, and needs none. */
export function syncFolderNow(path: string): void {
  if (process.platform !== 'win32') sync(path, 'r');
}

function sync(path: string, flags: string): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
