import type { DeviceChoice } from '../shared/device.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { usersDataFolder } from '../platform/data-folder.ts';
import { modelFolders } from '../studio/models/model-folders.ts';
import type { EngineClient } from '../studio/engine.ts';
import { Interruption } from './interruption.ts';
import { Output } from './output.ts';
import { ProgressLine } from './progress-line.ts';

/** A command's surroundings: the user's folders, output for people or programs, the engine, and Ctrl-C. */
export class CommandContext implements Disposable {
  readonly json: boolean;
  /** The user's. */
  readonly dataFolder = usersDataFolder();
  readonly modelFolders = modelFolders(this.dataFolder);
  readonly #interruption: Interruption;
  readonly #lost = new AbortController();
  readonly #output = new Output(() => this.#lost.abort());
  #progress: ProgressLine | undefined;
  /** Set by a check that found a difference. */
  failed = false;
  /** Set by a command that runs until it is interrupted, which is no failure then. */
  endsByInterruption = false;
  /** The message of a command that was interrupted and did not end in time. */
  saidWhenCutShort = 'Cancelled.';
  /** Aborted when the command is to end: it was interrupted, or nobody sees its result. */
  readonly signal: AbortSignal;

  /** The caller's to end; its process starts with its first use. */
  readonly engine: EngineClient;

  /** @param exit ends the process, where a command that was interrupted does not end in time. */
  constructor(json: boolean, exit: (code: number) => void, engine: EngineClient) {
    this.json = json;
    this.engine = engine;
    this.#interruption = new Interruption({
      endEngine: () => engine[Symbol.dispose](),
      exit: (code) => {
        if (!this.endsByInterruption) this.fail('cancelled', this.saidWhenCutShort);
        exit(code);
      },
    });
    this.signal = AbortSignal.any([this.#interruption.signal, this.#lost.signal]);
  }

  /** The exit code of an interrupted command; undefined where it was not, or where that is its good end. */
  get interruptedExitCode(): number | undefined {
    return this.endsByInterruption ? undefined : this.#interruption.exitCode;
  }

  /** Waits until what was printed is written. @returns the exit code where it could not be. */
  outputFailure(): Promise<number | undefined> {
    return this.#output.failure();
  }

  /** The result: lines for people, or one JSON object for programs. */
  print(lines: readonly string[], result: object): void {
    this.#progress?.clear();
    if (this.json) this.#output.write(`${JSON.stringify(result)}\n`);
    else this.#output.writeLines(lines);
  }

  /** Something worth knowing that is not the result; programs find it in the result. */
  note(line: string): void {
    if (this.json) return;
    this.#progress?.clear();
    this.#output.say(line);
  }

  /** Why no better device was used, where one was looked for. */
  noteDevice({ notes }: DeviceChoice): void {
    if (notes.length > 0) this.note(`Passed over: ${notes.join('; ')}.`);
  }

  fail(code: ErrorCode, message: string): void {
    this.#progress?.clear();
    if (this.json) this.#output.write(`${JSON.stringify({ error: { code, message } })}\n`);
    this.#output.say(`trilemma: ${message}`);
  }

  /** Shows how far the command is, on a terminal: dispose of it when that is done. */
  progressBar(label: string): ProgressLine {
    const { stderr, env } = process;
    const isShown = !this.json && stderr.isTTY && env.TERM !== 'dumb';
    return (this.#progress = new ProgressLine(label, isShown ? stderr : undefined));
  }

  /** Shows that the command works on something, for as long as it does. */
  async during<T>(label: string, work: Promise<T>): Promise<T> {
    const line = this.progressBar(label);
    try {
      return await work;
    } finally {
      line[Symbol.dispose]();
    }
  }

  [Symbol.dispose](): void {
    this.#interruption[Symbol.dispose]();
    this.#output[Symbol.dispose]();
  }
}
