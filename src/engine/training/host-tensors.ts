import { stepNames } from '../../core/ddgan/training-step/names.ts';
import type { TensorMessage } from '../protocol.ts';
import type { Session } from '../runtime/runtime.ts';
import { carriedThrough, isCarried, type TrainingTensors } from './training-tensors.ts';

type Tensors = Readonly<Record<string, TensorMessage>>;

/**
 * Tensors in arrays. Each has two: a step reads one and writes the other, and then they change places. So steps
 * allocate nothing, and one that fails leaves the tensors as they were.
 */
export class HostTensors implements TrainingTensors {
  readonly #current: Record<string, TensorMessage>;
  readonly #spare: Record<string, TensorMessage> = {};

  /** @param initial by the names of the steps' inputs. */
  constructor(initial: Tensors) {
    this.#current = { ...initial };
  }

  get tensors(): Tensors {
    return this.#current;
  }

  async step(session: Session, inputs: Tensors): Promise<Tensors> {
    const { read, updated } = carriedThrough(session, inputs, this.#current);
    const outputs = await session.run(
      { ...inputs, ...read },
      Object.fromEntries(updated.map((name) => [stepNames.next(name), this.#spareFor(name, read)])),
    );
    for (const name of updated) {
      [this.#current[name], this.#spare[name]] = [this.#spareFor(name, read), read[name]!];
    }
    return Object.fromEntries(Object.entries(outputs).filter(([name]) => !isCarried(name)));
  }

  download(): Promise<Tensors> {
    return Promise.resolve(this.#current);
  }

  /** Arrays are left to the garbage collector. */
  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  #spareFor(name: string, read: Tensors): TensorMessage {
    const { type, shape, data } = read[name]!;
    return (this.#spare[name] ??= { type, shape, data: new Float32Array(data.length) });
  }
}
