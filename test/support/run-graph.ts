/** Our graphs in ONNX Runtime, which is the judge of what they mean. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Graph } from '../../src/core/onnx/graph.ts';
import { serialise } from '../../src/core/onnx/serialise.ts';
import { onnxRuntime } from '../../src/engine/runtime/onnx-runtime.ts';

export { onnxRuntime };

export interface Feed {
  readonly data: Float32Array | BigInt64Array;
  readonly shape: readonly number[];
}

/** Inputs by name. */
export type Feeds = Readonly<Record<string, Feed>>;

export interface Result {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export interface RunOptions {
  readonly threads?: number;
  /** `disabled` runs the nodes as they were built. */
  readonly optimisation?: 'all' | 'disabled';
}

const ERROR_SEVERITY = 3;

/** A graph in ONNX Runtime on the CPU, to be run as often as a test needs. */
export class LoadedGraph implements AsyncDisposable {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  static async load(
    graph: Graph,
    { threads = 2, optimisation = 'all' }: RunOptions = {},
  ): Promise<LoadedGraph> {
    const session = await onnxRuntime.InferenceSession.create(serialise(graph), {
      executionProviders: ['cpu'],
      graphOptimizationLevel: optimisation,
      intraOpNumThreads: threads,
      // Threads that wait for work sleep: tests run beside each other.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      logSeverityLevel: ERROR_SEVERITY,
    });
    return new LoadedGraph(session);
  }

  async run(feeds: Feeds): Promise<Record<string, Result>> {
    const tensors = Object.entries(feeds).map(([name, { data, shape }]): [string, Tensor] => [
      name,
      data instanceof Float32Array
        ? new onnxRuntime.Tensor('float32', data, shape)
        : new onnxRuntime.Tensor('int64', data, shape),
    ]);
    const outputs = await this.#session.run(Object.fromEntries(tensors));
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data, dims }]) => {
        if (!(data instanceof Float32Array)) throw new Error(`output ${name} is not float32`);
        return [name, { data, shape: dims }];
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.release();
  }
}

/** Loads a graph for a single run. */
export async function runGraph(
  graph: Graph,
  feeds: Feeds,
  options?: RunOptions,
): Promise<Record<string, Result>> {
  await using loaded = await LoadedGraph.load(graph, options);
  return await loaded.run(feeds);
}
