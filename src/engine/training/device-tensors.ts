import { copyGraph } from '../../core/ddgan/training-step/copy.ts';
import { stepNames } from '../../core/ddgan/training-step/names.ts';
import type { Provider } from '../../shared/device.ts';
import { KeptTensor } from '../runtime/kept-tensor.ts';
import type { TensorMessage } from '../protocol.ts';
import { Session, type SessionInputs } from '../runtime/runtime.ts';
import { carriedThrough, isCarried, type TrainingTensors } from './training-tensors.ts';

type Tensors = Readonly<Record<string, TensorMessage>>;

/**
 * Tensors in a device's memory. The outputs of a step are the inputs of the next; only losses and logits are copied
 * back. The sessions of its steps keep what is carried ({@link isCarried}).
 */
export class DeviceTensors implements TrainingTensors {
  readonly #tensors: Record<string, TensorMessage | KeptTensor>;
  /** Copies everything to this thread. */
  readonly #download: Session;

  private constructor(initial: Tensors, download: Session) {
    this.#tensors = { ...initial };
    this.#download = download;
  }

  /** @param initial by the names of the steps' inputs. */
  static async load(initial: Tensors, provider: Provider): Promise<DeviceTensors> {
    const graph = copyGraph(new Map(Object.entries(initial).map(([name, { shape }]) => [name, shape])));
    await using upload = await Session.load(graph, provider, { inBackground: true, keeps: isCarried });
    const download = await Session.load(graph, provider, { inBackground: true });
    const state = new DeviceTensors(initial, download);
    await state.step(upload, {});
    return state;
  }

  get tensors(): SessionInputs {
    return this.#tensors;
  }

  async step(session: Session, inputs: Tensors): Promise<Tensors> {
    const { read, updated } = carriedThrough(session, inputs, this.#tensors);
    const { values, kept } = await session.runKeeping({ ...inputs, ...read });
    for (const name of updated) {
      this.#tensors[name] = kept[stepNames.next(name)]!;
      dispose(read[name]);
    }
    return values;
  }

  async download(): Promise<Tensors> {
    const outputs = await this.#download.run(this.#tensors);
    const names = Object.keys(this.#tensors);
    return Object.fromEntries(names.map((name) => [name, outputs[stepNames.next(name)]!]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const tensor of Object.values(this.#tensors)) dispose(tensor);
    await this.#download[Symbol.asyncDispose]();
  }
}

function dispose(tensor: TensorMessage | KeptTensor | undefined): void {
  if (tensor instanceof KeptTensor) tensor[Symbol.dispose]();
}
