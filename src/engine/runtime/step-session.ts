/** Sessions of training steps, whose weights are inputs. */
import { withBlockedLayout } from '../../core/onnx/blocked/blocked-layout.ts';
import type { Graph, Value } from '../../core/onnx/graph.ts';
import type { Provider } from '../../shared/device.ts';
import { float32, Session, type SessionOptions } from './runtime.ts';

/** Loads a step as it is fastest on the provider. @throws {TrilemmaError} as `Session.load`. */
export async function loadStep(graph: Graph, provider: Provider, options?: SessionOptions): Promise<Session> {
  const block = provider === 'cpu' ? await channelsOfBlock() : undefined;
  const fastest = block === undefined ? graph : withBlockedLayout(graph, block);
  return Session.load(fastest, provider, options);
}

let known: Promise<number | undefined> | undefined;

/** Channels of a block in the CPU's blocked layout, which depends on the processor; undefined where it has none. */
function channelsOfBlock(): Promise<number | undefined> {
  return (known ??= measureBlock());
}

/** The runtime does not state it, but it fills up what it reorders to whole blocks. */
async function measureBlock(): Promise<number | undefined> {
  const x: Value = { name: 'x', elementType: 'float32', shape: [1, FEWEST, 1, 1] };
  const output: Value = { name: 'y', elementType: 'float32', shape: [1, 'block', 1, 1] };
  const reorder = { op: 'ReorderInput', domain: 'com.microsoft.nchwc', name: 'y', inputs: [x], output };
  const nodes = [{ ...reorder, attributes: {} }];
  const graph: Graph = { name: 'block', inputs: [x], outputs: [output], initializers: [], nodes };
  try {
    await using session = await Session.load(graph, 'cpu');
    const { y } = await session.run({ x: float32(new Float32Array(FEWEST), 1, FEWEST, 1, 1) });
    return y!.shape[1];
  } catch {
    return undefined;
  }
}

/** Channels that the runtime reorders at least. */
const FEWEST = 4;
