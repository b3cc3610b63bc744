/**
 * The engine as its user sees it: methods that return promises. The process behind it starts with the first request,
 * is watched by its heartbeat, and is replaced when it dies: the request that it had fails with a reason, the next
 * one runs in a new process.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { OWN_GROUP } from '../platform/process-group.ts';
import { TrilemmaError } from '../shared/errors.ts';
import { PendingRequests, type RequestOptions } from '../shared/pending-requests.ts';
import { NO_TELEMETRY, TRAINING_ENVIRONMENT } from './engine-environment.ts';
import { entryUrl } from '../platform/entry-url.ts';
import type { FromEngine, Method, Methods, ToEngine } from './protocol.ts';

/** The line to a running engine process. */
export interface EngineConnection {
  readonly pid: number | undefined;
  send(message: ToEngine): void;
  kill(): void;
}

interface EngineListener {
  onMessage(message: FromEngine): void;
  /** @param reason how the process ended, in words. */
  onExit(reason: string): void;
}

/**
 * Starts an engine process; Electron's host passes one that uses `utilityProcess`.
 * @param environment variables that the process is to have beside those of this one.
 */
export type StartEngine = (
  listener: EngineListener,
  environment: Readonly<Record<string, string>>,
) => EngineConnection;

export interface EngineOptions {
  readonly start?: StartEngine;
  /** For a process that trains. */
  readonly forTraining?: boolean;
  /** A process that is silent for so long is taken for dead. */
  readonly silenceMs?: number;
  /** An idle process is stopped after so long: sessions leave memory behind. */
  readonly idleMs?: number;
}

const SILENCE_MS = 30_000;
const IDLE_MS = 5 * 60_000;
const TICK_MS = 1000;

export class EngineClient implements Disposable {
  readonly #start: StartEngine;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #silenceMs: number;
  readonly #idleMs: number;
  readonly #pending = new PendingRequests((id) => this.#connection?.send({ kind: 'cancel', id }));
  #connection: EngineConnection | undefined;
  #watchdog: NodeJS.Timeout | undefined;

  constructor(options: EngineOptions = {}) {
    const { start = forkEngine, silenceMs = SILENCE_MS, idleMs = IDLE_MS, forTraining = false } = options;
    this.#start = start;
    this.#environment = forTraining ? TRAINING_ENVIRONMENT : NO_TELEMETRY;
    this.#silenceMs = silenceMs;
    this.#idleMs = idleMs;
  }

  /**
   * @throws {TrilemmaError} `cancelled` after `signal`, within one denoising step; `engine-died` when the process
   *   ended; whatever the method reports.
   */
  request<M extends Method>(
    method: M,
    params: Methods[M]['params'],
    options?: RequestOptions<Methods[M]['progress']>,
  ): Promise<Methods[M]['result']> {
    return this.#pending.start((id) => {
      this.#connection ??= this.#connect();
      this.#connection.send({ kind: 'request', id, method, params } as ToEngine);
      this.#watch(this.#silenceMs);
    }, options);
  }

  /** Ends the process; what was running fails as if it had died. */
  [Symbol.dispose](): void {
    this.#stop('it was closed');
  }

  #connect(): EngineConnection {
    const listener: EngineListener = {
      onMessage: (message) => {
        if (this.#connection === connection) this.#receive(message);
      },
      onExit: (reason) => {
        if (this.#connection === connection) this.#fail(reason);
      },
    };
    const connection = this.#start(listener, this.#environment);
    return connection;
  }

  #receive(message: FromEngine): void {
    // A late heartbeat does not keep an idle process alive.
    if (this.#pending.size === 0) return;
    if (message.kind !== 'heartbeat') this.#pending.receive(message);
    if (this.#pending.size > 0) this.#watch(this.#silenceMs);
    else this.#stopWhenIdle();
  }

  /** One timer, so that an idle app does nothing: time that passes while this process is suspended may count, too. */
  #stopWhenIdle(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#stop('it was idle'), this.#idleMs).unref();
  }

  /**
   * Stops the process unless something comes of it within `ms`. The time is counted in short ticks, so that none passes
   * while this process is itself suspended.
   */
  #watch(ms: number): void {
    clearTimeout(this.#watchdog);
    const wait = (left: number) => {
      const tick = Math.min(left, TICK_MS);
      const next = () => (left > tick ? wait(left - tick) : this.#stop(`it gave no sign for ${ms / 1000} s`));
      this.#watchdog = setTimeout(next, tick).unref();
    };
    wait(ms);
  }

  #stop(reason: string): void {
    const connection = this.#connection;
    this.#fail(reason);
    connection?.kill();
  }

  #fail(reason: string): void {
    clearTimeout(this.#watchdog);
    this.#connection = undefined;
    this.#pending.failAll(
      new TrilemmaError('engine-died', `The engine stopped while it was working: ${reason}. Try again.`),
    );
  }
}

/** Enough of what a dying process says. */
const LAST_WORDS = 2000;

/**
 * The engine in a Node process of its own. What native code writes to standard error there (drivers, loaders) is kept
 * from the user unless the process dies of it.
 */
export const forkEngine: StartEngine = (listener, environment) => {
  const child: ChildProcess = fork(entryUrl('engine-process', import.meta.url), {
    serialization: 'advanced',
    execArgv: [],
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    ...OWN_GROUP,
  });
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS);
  });
  child.on('message', (message: FromEngine) => listener.onMessage(message));
  child.on('close', (code, signal) => {
    const said = /\S[^\n]*(?=\s*$)/.exec(lastWords)?.[0];
    const end =
      signal === null ? `its process ended with code ${code}` : `its process was ended by ${signal}`;
    listener.onExit(said === undefined ? end : `${end}, saying "${said}"`);
  });
  child.on('error', (error) => listener.onExit(error.message));
  return {
    pid: child.pid,
    send: (message) => child.connected && child.send(message),
    kill: () => child.kill('SIGKILL'),
  };
};
