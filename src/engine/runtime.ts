/** ONNX Runtime behind the few calls that the engine makes. */
import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Graph } from '../core/onnx/graph.ts';
import { serialise } from '../core/onnx/serialise.ts';
import { TrilemmaError } from '../shared/errors.ts';
import type { Provider } from '../shared/device.ts';
import type { TensorMessage } from './protocol.ts';

const ERROR_SEVERITY = 3;

/** So that a machine with many cores stays usable while it computes. */
const MAX_THREADS = 8;

const THREADS = Math.min(availableParallelism(), MAX_THREADS);

const BACKGROUND: InferenceSession.SessionOptions = {
  enableCpuMemArena: false,
  enableMemPattern: false,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
};

export interface SessionOptions {
  /**
   * For work that goes on for long beside other work: memory is given back after every run, so that sessions that run
   * in turns share it, and threads that wait sleep. Both cost single runs some milliseconds.
   */
  readonly inBackground?: boolean;
}

/** A loaded graph. Runs block the thread, whatever the promise looks like. */
export class Session implements AsyncDisposable {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** @throws {TrilemmaError} `device-unavailable` when the provider cannot run the graph on this machine. */
  static async load(graph: Graph, provider: Provider, options: SessionOptions = {}): Promise<Session> {
    return Session.#create(serialise(graph), provider, options);
  }

  static async #create(
    model: Uint8Array,
    provider: Provider,
    { inBackground = false }: SessionOptions,
  ): Promise<Session> {
    try {
      const session = await InferenceSession.create(model, {
        executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
        graphOptimizationLevel: 'all',
        intraOpNumThreads: THREADS,
        logSeverityLevel: ERROR_SEVERITY,
        ...(inBackground ? BACKGROUND : {}),
      });
      return new Session(session);
    } catch (cause) {
      const message = `The model does not run on ${provider} here: ${reasonIn(cause)}`;
      throw new TrilemmaError('device-unavailable', message, { cause });
    }
  }

  get inputNames(): readonly string[] {
    return this.#session.inputNames;
  }

  get outputNames(): readonly string[] {
    return this.#session.outputNames;
  }

  /**
   * @param into where to write outputs, by name; arrays for the others are allocated. None of them may be an input's.
   */
  async run(
    inputs: Readonly<Record<string, TensorMessage>>,
    into: Readonly<Record<string, TensorMessage>> = {},
  ): Promise<Record<string, TensorMessage>> {
    const tensorOf = ({ type, data, shape }: TensorMessage) => new Tensor(type, data, shape);
    const feeds = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, tensorOf(value)]));
    const fetches = Object.fromEntries(
      this.#session.outputNames.map((name) => {
        const place = into[name];
        return [name, place === undefined ? null : tensorOf(place)];
      }),
    );
    const outputs = await this.#session.run(feeds, fetches);
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data, dims }]) => {
        if (!(data instanceof Float32Array)) throw new Error(`output ${name} is not float32`);
        return [name, { type: 'float32' as const, shape: dims, data }];
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.release();
  }
}

export function float32(data: Float32Array, ...shape: number[]): TensorMessage {
  return { type: 'float32', shape, data };
}

export function int64(values: readonly number[]): TensorMessage {
  return { type: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}

/** What a person can use of an error of the runtime: the first line, after its source positions and conditions. */
export function reasonIn(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [line = ''] = message.split('\n', 1);
  return /^.* was false\.\s*(?<reason>.+)$/.exec(line)?.groups?.reason ?? line;
}
