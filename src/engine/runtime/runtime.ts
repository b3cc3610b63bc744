/** ONNX Runtime behind the few calls that the engine makes. */
import { availableParallelism } from 'node:os';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Graph } from '../../core/onnx/graph.ts';
import { serialise } from '../../core/onnx/serialise.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Provider } from '../../shared/device.ts';
import { KeptTensor } from './kept-tensor.ts';
import { onnxRuntime } from './onnx-runtime.ts';
import type { TensorMessage } from '../protocol.ts';

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
  /** Which outputs stay where they were computed; {@link Session.runKeeping} gives them. */
  readonly keeps?: (output: string) => boolean;
}

/** Inputs of a session: values of this thread, or tensors that a session of its provider kept. */
export type SessionInputs = Readonly<Record<string, TensorMessage | KeptTensor>>;

/** True if kept tensors lie in the device's own memory, so that not copying them saves time. */
export function hasOwnMemory(provider: Provider): boolean {
  return provider === 'webgpu';
}

/** A loaded graph. Runs block the thread, whatever the promise looks like. */
export class Session implements AsyncDisposable {
  readonly #session: InferenceSession;
  readonly #kept: ReadonlySet<string>;
  /** Number of kept tensors that are not disposed of yet. The runtime needs the session to free them. */
  #alive = 0;
  #isDisposed = false;

  private constructor(session: InferenceSession, kept: ReadonlySet<string>) {
    this.#session = session;
    this.#kept = kept;
  }

  /** @throws {TrilemmaError} `device-unavailable` when the provider cannot run the graph on this machine. */
  static async load(
    graph: Graph,
    provider: Provider,
    { inBackground = false, keeps = () => false }: SessionOptions = {},
  ): Promise<Session> {
    const kept = graph.outputs.map(({ name }) => name).filter(keeps);
    try {
      const session = await onnxRuntime.InferenceSession.create(serialise(graph), {
        executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
        graphOptimizationLevel: 'all',
        intraOpNumThreads: THREADS,
        logSeverityLevel: ERROR_SEVERITY,
        ...(hasOwnMemory(provider) &&
          kept.length > 0 && {
            preferredOutputLocation: Object.fromEntries(kept.map((name) => [name, 'gpu-buffer'] as const)),
          }),
        ...(inBackground ? BACKGROUND : {}),
      });
      return new Session(session, new Set(kept));
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
   * All outputs, none of which may be kept on a device.
   * @param into where to write outputs, by name; arrays for the others are allocated. None of them may be an input's.
   */
  async run(
    inputs: SessionInputs,
    into: Readonly<Record<string, TensorMessage>> = {},
  ): Promise<Record<string, TensorMessage>> {
    return valuesOf(await this.#run(inputs, into));
  }

  /** Runs the graph. The caller disposes of the kept tensors; `values` are those of all other outputs. */
  async runKeeping(inputs: SessionInputs): Promise<{
    readonly values: Record<string, TensorMessage>;
    readonly kept: Record<string, KeptTensor>;
  }> {
    const { kept = [], others = [] } = Object.groupBy(await this.#run(inputs), ([name]) =>
      this.#kept.has(name) ? 'kept' : 'others',
    );
    return {
      values: valuesOf(others),
      kept: Object.fromEntries(kept.map(([name, tensor]) => [name, this.#keep(tensor)])),
    };
  }

  async #run(inputs: SessionInputs, into: Readonly<Record<string, TensorMessage>> = {}): Promise<Outputs> {
    const feeds = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, tensorOf(value)]));
    const fetches = Object.fromEntries(
      this.#session.outputNames.map((name) => {
        const place = into[name];
        return [name, place === undefined ? null : tensorOf(place)];
      }),
    );
    try {
      return Object.entries(await this.#session.run(feeds, fetches));
    } catch (cause) {
      throw new TrilemmaError('engine-failed', `The engine could not finish: ${reasonIn(cause)}`, { cause });
    }
  }

  #keep(tensor: Tensor): KeptTensor {
    this.#alive++;
    return new KeptTensor(tensor, () => {
      this.#alive--;
      if (this.#isDisposed) void this.#release();
    });
  }

  /** The memory is given back when all that the session kept is disposed of. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#release();
  }

  async #release(): Promise<void> {
    if (this.#alive === 0) await this.#session.release();
  }
}

type Outputs = readonly (readonly [string, Tensor])[];

function tensorOf(value: TensorMessage | KeptTensor): Tensor {
  if (value instanceof KeptTensor) return value.tensor;
  const { type, data, shape } = value;
  return new onnxRuntime.Tensor(type, data, shape);
}

function valuesOf(outputs: Outputs): Record<string, TensorMessage> {
  return Object.fromEntries(
    outputs.map(([name, { data, dims }]) => {
      if (!(data instanceof Float32Array)) throw new Error(`output ${name} is not float32`);
      return [name, { type: 'float32' as const, shape: dims, data }];
    }),
  );
}

export function float32(data: Float32Array, ...shape: number[]): TensorMessage {
  return { type: 'float32', shape, data };
}

export function int64(values: readonly number[]): TensorMessage {
  return { type: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}

export function scalars(values: Readonly<Record<string, number>>): Record<string, TensorMessage> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, float32(Float32Array.of(value))]),
  );
}

/** The part of a runtime error that a person can use: the first line, after source positions and conditions. */
export function reasonIn(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [line = ''] = message.split('\n', 1);
  return /^.* was false\.\s*(?<reason>.+)$/.exec(line)?.groups?.reason ?? line;
}
