/**
 * Ctrl-C and its like. The first signal asks the command to end; where that takes longer than a person waits, the engine
 * is ended, and then the command itself. What is half done is removed as the process exits (src/platform/on-exit.ts).
 */
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type EndSignal = (typeof SIGNALS)[number];

/** A denoising step that runs may end by itself, and pictures that are being written are finished. */
const ENGINE_MS = 300;
/** So that all is over within a second. */
const PROCESS_MS = 800;

/** As shells count: 130 for Ctrl-C, 143 for SIGTERM, 129 where the terminal is gone. */
function exitCodeOf(signal: EndSignal): number {
  return 128 + constants.signals[signal];
}

interface Actions {
  /** Ends what computes for the command. */
  readonly endEngine: () => void;
  /** Ends this process. */
  readonly exit: (code: number) => void;
}

export class Interruption implements Disposable {
  readonly #abort = new AbortController();
  readonly #actions: Actions;
  readonly #timers: NodeJS.Timeout[] = [];
  #exitCode: number | undefined;

  constructor(actions: Actions) {
    this.#actions = actions;
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
  }

  /** Aborted with the first signal. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The exit code of an interrupted command; undefined before the first signal. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  readonly #onSignal = (signal: EndSignal) => {
    const { endEngine, exit } = this.#actions;
    const code = (this.#exitCode ??= exitCodeOf(signal));
    // Who asks twice does not want to wait.
    if (this.#abort.signal.aborted) {
      exit(code);
      return;
    }
    this.#timers.push(setTimeout(endEngine, ENGINE_MS), setTimeout(exit, PROCESS_MS, code));
    this.#abort.abort();
  };

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
