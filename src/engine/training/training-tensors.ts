/** The tensors that a training run carries from step to step: parameters, Adam's moments, averages. */
import { stepNames } from '../../core/ddgan/training-step/names.ts';
import type { TensorMessage } from '../protocol.ts';
import type { Session, SessionInputs } from '../runtime/runtime.ts';

type Tensors = Readonly<Record<string, TensorMessage>>;

/** The tensors, in the memory in which steps compute. */
export interface TrainingTensors extends AsyncDisposable {
  /** Inputs of the next step, by their names. They are valid until that step has run. */
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

/** True for outputs of a step that the next one reads. */
export function isCarried(output: string): boolean {
  return output.startsWith(stepNames.next(''));
}

/** The carried tensors that a step reads, and the names of those that it updates. */
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
