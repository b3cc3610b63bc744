/** Files that the app is opened with: by a file manager, on a command line, by a second start. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** They wait for a page that takes them over. */
export class OpenedFiles {
  readonly #onAdded: () => void;
  #waiting: readonly string[] = [];

  /** @param onAdded called each time that files have come */
  constructor(onAdded: () => void) {
    this.#onAdded = onAdded;
  }

  /** @param paths absolute. */
  add(paths: readonly string[]): void {
    if (paths.length === 0) return;
    this.#waiting = [...this.#waiting, ...paths];
    this.#onAdded();
  }

  /** @returns those that have come since this was last called, each once. */
  take(): readonly string[] {
    const taken = [...new Set(this.#waiting)];
    this.#waiting = [];
    return taken;
  }
}

interface CommandLine {
  /** All of it, the program first. */
  readonly argv: readonly string[];
  /** Absolute: what relative paths begin at. */
  readonly folder: string;
  /** False where the program is Electron's own, whose first argument is the app. */
  readonly isPackaged: boolean;
}

/** The files that a command line names, as paths or as `file:` addresses. @returns absolute paths. */
export function filesOfCommandLine({ argv, folder, isPackaged }: CommandLine): readonly string[] {
  const names = argv.slice(1).filter((argument) => argument !== '' && !argument.startsWith('-'));
  return names.slice(isPackaged ? 0 : 1).map((name) => resolve(folder, pathOfAddress(name) ?? name));
}

function pathOfAddress(text: string): string | undefined {
  const url = text.startsWith('file:') ? URL.parse(text) : null;
  if (url === null) return undefined;
  try {
    return fileURLToPath(url);
  } catch {
    // Of another machine.
    return undefined;
  }
}
