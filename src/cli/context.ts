import type { DeviceChoice } from '../shared/device.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { EngineClient } from '../studio/engine.ts';
import { ProgressBar } from './progress-bar.ts';

/** What a command works with: output for people or programs, the engine, and Ctrl-C. */
export class CommandContext implements Disposable {
  readonly json: boolean;
  readonly #abort = new AbortController();
  readonly #onSignal = () => this.#abort.abort();
  #engine: EngineClient | undefined;
  /** Set by a check that found a difference. */
  failed = false;

  constructor(json: boolean) {
    this.json = json;
    process.once('SIGINT', this.#onSignal);
    process.once('SIGTERM', this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Starts with its first use. */
  get engine(): EngineClient {
    return (this.#engine ??= new EngineClient());
  }

  /** The result: lines for people, or one JSON object for programs. */
  print(lines: readonly string[], result: object): void {
    process.stdout.write(
      this.json ? `${JSON.stringify(result)}\n` : lines.map((line) => `${line}\n`).join(''),
    );
  }

  /** Something worth knowing that is not the result; programs find it in the result. */
  note(line: string): void {
    if (!this.json) process.stderr.write(`${line}\n`);
  }

  /** Why no better device was used, where one was looked for. */
  noteDevice({ notes }: DeviceChoice): void {
    if (notes.length > 0) this.note(`Passed over: ${notes.join('; ')}.`);
  }

  fail(code: ErrorCode, message: string): void {
    if (this.json) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
    process.stderr.write(`trilemma: ${message}\n`);
  }

  progressBar(label: string): ProgressBar {
    return new ProgressBar(label, !this.json && process.stderr.isTTY);
  }

  [Symbol.dispose](): void {
    process.off('SIGINT', this.#onSignal);
    process.off('SIGTERM', this.#onSignal);
    this.#engine?.[Symbol.dispose]();
  }
}
