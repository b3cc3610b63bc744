/** What a training run carries from step to step: parameters, Adam's moments, averages. */
import { stepNames } from '../../core/ddgan/training-step/names.ts';
import type { TensorMessage } from '../protocol.ts';
import type { Session, SessionInputs } from '../runtime/runtime.ts';

type Tensors = Readonly<Record<string, TensorMessage>>;

/** A state in the memory in which steps compute. */
export interface TrainingTensors extends AsyncDisposable {
  /** What the next step reads, by the names of its inputs. It is gone one step later. */
  readonly tensors: SessionInputs;

  /**
   * Runs a step and takes over what it computed; one that fails leaves the state as it was.
   * @param session of a step's graph. @param inputs all its inputs that are not part of the state.
   * @returns the outputs that are no state: losses and logits.
   */
  step(session: Session, inputs: Tensors): Promise<Tensors>;

  /** The values of all tensors. They may be written to again one step later. */
  download(): Promise<Tensors>;
}

/** Whether an output of a step is what the next one reads. */
export function isCarried(output: string): boolean {
  return output.startsWith(stepNames.next(''));
}

/** What a step reads of a state, and which of these it gives anew. */
export interface CarriedTensors<T> {
  readonly read: Readonly<Record<string, T>>;
  readonly updated: readonly string[];
}

/** @throws where the state has not all that the step's graph asks for. */
export function carriedThrough<T>(
  { inputNames, outputNames }: Pick<Session, 'inputNames' | 'outputNames'>,
  inputs: Tensors,
  state: Readonly<Record<string, T>>,
): CarriedTensors<T> {
  const names = inputNames.filter((name) => !(name in inputs));
  const tensor = (name: string): T => {
    const held = state[name];
    if (held === undefined) throw new Error(`the training state has no ${name}`);
    return held;
  };
  return {
    read: Object.fromEntries(names.map((name) => [name, tensor(name)])),
    updated: names.filter((name) => outputNames.includes(stepNames.next(name))),
  };
}
