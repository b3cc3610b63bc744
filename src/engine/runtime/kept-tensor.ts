/** What a session computed and left in its device's memory. */
import type { Tensor } from 'onnxruntime-node';

/**
 * A tensor that stays where it was computed. Other sessions of the same provider take it as an input; its values come
 * down only through a session that copies it. It must be disposed of: garbage collection knows nothing of the device's
 * memory.
 */
export class KeptTensor implements Disposable {
  /** For sessions alone. Its own `getData()` ends the process: the runtime's binding for Node cannot download. */
  readonly tensor: Tensor;
  readonly #whenDisposed: () => void;

  /** @param whenDisposed called once, when the memory is free. */
  constructor(tensor: Tensor, whenDisposed: () => void) {
    this.tensor = tensor;
    this.#whenDisposed = whenDisposed;
  }

  [Symbol.dispose](): void {
    this.tensor.dispose();
    this.#whenDisposed();
  }
}
