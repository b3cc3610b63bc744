/** The browser host as a process of its own, on a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..', '..');
const CLI = join(root, 'src', 'cli', 'main.ts');
/** Jobs are written down by then. */
const FAREWELL_MS = 10_000;

interface StudioProcessOptions {
  /** What to put before the command line. */
  readonly prefix?: readonly string[];
  /** In the place of this process's own. */
  readonly env?: NodeJS.ProcessEnv;
}

export class StudioProcess implements AsyncDisposable {
  readonly #root = mkdtempSync(join(tmpdir(), 'trilemma-e2e-'));
  /** Of the studio; goes with it, as the next does. */
  readonly dataFolder = join(this.#root, 'data');
  /** Of the user, where the file picker begins. */
  readonly homeFolder = join(this.#root, 'home');
  readonly #options: StudioProcessOptions;
  #child: ChildProcess | undefined;
  #url = '';
  #port = 0;

  constructor(options: StudioProcessOptions = {}) {
    this.#options = options;
  }

  /** The address that was printed, with the token. */
  get url(): string {
    return this.#url;
  }

  get port(): number {
    return this.#port;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it; the port of an earlier start is taken up again. */
  async start(): Promise<void> {
    mkdirSync(this.homeFolder, { recursive: true });
    const { prefix = [], env = process.env } = this.#options;
    const [program, ...args] = [
      ...prefix,
      process.execPath,
      CLI,
      'serve',
      '--port',
      String(this.#port),
      '--json',
    ];
    const child = spawn(program, args, {
      cwd: this.homeFolder,
      env: {
        ...env,
        TRILEMMA_HOME: this.dataFolder,
        HOME: this.homeFolder,
        USERPROFILE: this.homeFolder,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
    const line = await Promise.race([
      once(createInterface(child.stdout), 'line').then(([text]) => text as string),
      once(child, 'exit').then(() => undefined),
    ]);
    if (line === undefined) throw new Error(`The studio did not start: ${words}`);
    const { url, port } = JSON.parse(line) as { url: string; port: number };
    this.#url = url;
    this.#port = port;
  }

  /** @param signal `SIGINT` as Ctrl-C does, or `SIGKILL` as a crash does */
  async stop(signal: 'SIGINT' | 'SIGKILL' = 'SIGINT'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const tooLong = setTimeout(() => child.kill('SIGKILL'), FAREWELL_MS);
    await ended;
    clearTimeout(tooLong);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.#root, { recursive: true, force: true, maxRetries: 3 });
  }
}
