/**
 * Standard output and standard error, which may be gone or full. A reader that leaves (`| head`) is no fault: the command
 * ends without a word, with the code of a program that SIGPIPE ended. Any other failure is reported once.
 */
import { constants } from 'node:os';
import { systemCode } from '../platform/file-error.ts';

/** A pipe without a reader, and a terminal that was closed. */
const NO_READER: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO', 'ECONNRESET']);
const NO_READER_EXIT_CODE = 128 + constants.signals.SIGPIPE;
const FAILED = 1;

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no space left on the device',
  EDQUOT: 'your quota of space is used up',
  EFBIG: 'the file would become too large',
};

export class Output implements Disposable {
  readonly #whenLost: () => void;
  #error: Error | undefined;
  /** Settles when all that was written is out, or lost. */
  #written = Promise.resolve();

  /** @param whenLost called once, where nobody will see the result. */
  constructor(whenLost: () => void) {
    this.#whenLost = whenLost;
    process.stdout.on('error', this.#onError);
    if (!process.stderr.listeners('error').includes(ignore)) process.stderr.on('error', ignore);
  }

  /** Lines for people. Names of files in them may hold what breaks a line or steers a terminal: that is not passed on. */
  writeLines(lines: readonly string[]): void {
    this.write(lines.map(printedLine).join(''));
  }

  write(text: string): void {
    // An empty write fails, too, where there is no reader.
    if (text === '') return;
    this.#written = new Promise((resolve) => void process.stdout.write(text, () => resolve()));
  }

  /** A line for people, who may not see it. */
  say(line: string): void {
    process.stderr.write(printedLine(line));
  }

  /** Waits until all is written. @returns the exit code where it could not be, after saying why. */
  async failure(): Promise<number | undefined> {
    await this.#written;
    if (this.#error === undefined) return undefined;
    const code = systemCode(this.#error);
    if (NO_READER.has(code)) return NO_READER_EXIT_CODE;
    const reason = REASONS[code ?? ''] ?? code ?? this.#error.message;
    this.say(`trilemma: The output cannot be written: ${reason}.`);
    return FAILED;
  }

  readonly #onError = (error: Error) => {
    if (this.#error !== undefined) return;
    this.#error = error;
    this.#whenLost();
  };

  /** Standard error stays guarded: there is nobody who could be told. */
  [Symbol.dispose](): void {
    process.stdout.off('error', this.#onError);
  }
}

/** Without control characters, other line breaks, and what turns the direction of text. */
function printedLine(line: string): string {
  return `${line.replace(/[\u202a-\u202e\u2066-\u2069\p{Cc}\p{Zl}\p{Zp}]/gu, '?')}\n`;
}

function ignore(): void {
  // Nobody is left who could be told.
}
