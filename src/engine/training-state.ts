/** What a training run carries from step to step: parameters, Adam's moments, averages. */
import { stepNames } from '../core/ddgan/training-step-names.ts';
import type { TensorMessage } from './protocol.ts';
import type { Session } from './runtime.ts';

type Tensors = Readonly<Record<string, TensorMessage>>;

/**
 * Every tensor has two buffers: a step reads one and writes the other, and then they change places. So steps allocate
 * nothing, and one that fails leaves the state as it was.
 */
export class TrainingState {
  readonly #current: Record<string, TensorMessage>;
  readonly #spare: Record<string, TensorMessage> = {};

  /** @param initial by the names of the steps' inputs. */
  constructor(initial: Tensors) {
    this.#current = { ...initial };
  }

  /** What the next step reads. The arrays are written to again one step later. */
  get tensors(): Tensors {
    return this.#current;
  }

  /**
   * Runs a step and takes over what it computed.
   * @param session of a step's graph. @param inputs all its inputs that are not part of the state.
   * @returns the outputs that are no state: losses and logits.
   */
  async step(session: Session, inputs: Tensors): Promise<Tensors> {
    const carried = session.inputNames.filter((name) => !(name in inputs));
    const updated = carried.filter((name) => session.outputNames.includes(stepNames.next(name)));
    const outputs = await session.run(
      { ...inputs, ...Object.fromEntries(carried.map((name) => [name, this.#tensor(name)])) },
      Object.fromEntries(updated.map((name) => [stepNames.next(name), this.#spareFor(name)])),
    );
    for (const name of updated) {
      [this.#current[name], this.#spare[name]] = [this.#spareFor(name), this.#tensor(name)];
    }
    const isCarried = new Set(updated.map(stepNames.next));
    return Object.fromEntries(Object.entries(outputs).filter(([name]) => !isCarried.has(name)));
  }

  #tensor(name: string): TensorMessage {
    const tensor = this.#current[name];
    if (tensor === undefined) throw new Error(`the training state has no ${name}`);
    return tensor;
  }

  #spareFor(name: string): TensorMessage {
    const { type, shape, data } = this.#tensor(name);
    return (this.#spare[name] ??= { type, shape, data: new Float32Array(data.length) });
  }
}
