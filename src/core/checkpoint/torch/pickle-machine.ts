import { TrilemmaError } from '../../../shared/errors.ts';
import { isAllowed, callGlobal } from './pickle-globals.ts';
import { isKind, PickleBudget, pickleError } from './pickle-values.ts';
import type { PickleDict, PickleStorage, PickleValue } from './pickle-values.ts';
import { printable } from '../printable.ts';
import { storageFromId } from './rebuild.ts';

/** The state of an unpickler: a stack with marks, and the memo. It knows values; opcodes are in `pickle.ts`. */
export class PickleMachine {
  readonly #stack: PickleValue[] = [];
  /** Heights of the stack at which marks were set. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  readonly #budget = new PickleBudget();
  readonly #storages: Map<string, PickleStorage>;

  constructor(storages: Map<string, PickleStorage>) {
    this.#storages = storages;
  }

  /** Counts one opcode. */
  step(): void {
    this.#budget.spend(1);
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    const value = this.top();
    this.#stack.pop();
    return value;
  }

  top(): PickleValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw pickleError('takes a value that is not there');
    return this.#stack.at(-1)!;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  popToMark(): PickleValue[] {
    const height = this.#marks.pop();
    if (height === undefined) throw pickleError('takes a mark that is not there');
    return this.#stack.splice(height);
  }

  /** POP drops a mark where there is nothing above it. */
  drop(): void {
    if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
    else this.pop();
  }

  popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  put(index: number): void {
    this.#memo.set(index, this.top());
  }

  memoize(): void {
    this.put(this.#memo.size);
  }

  get(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw pickleError('refers to a value that is not there');
    this.push(value);
  }

  /** @throws TrilemmaError `checkpoint-unsafe` for a name that is not on the allow-list. */
  pushGlobal(module: PickleValue, name: PickleValue): void {
    if (typeof module !== 'string' || typeof name !== 'string')
      throw pickleError('has a global without name');
    const global = `${module}.${name}`;
    if (!isAllowed(global)) throw unsafe(global);
    this.push({ kind: 'global', name: global });
  }

  pushStorage(): void {
    const storage = storageFromId(this.pop());
    const known = this.#storages.get(storage.key);
    if (known !== undefined && (known.elements !== storage.elements || known.length !== storage.length)) {
      throw pickleError('has one storage under two descriptions');
    }
    this.#storages.set(storage.key, storage);
    this.push(storage);
  }

  /** REDUCE and NEWOBJ: the rebuilder on the stack, on the tuple above it. */
  reduce(): void {
    const args = this.pop();
    const callee = this.pop();
    if (!isKind(args, 'tuple')) throw pickleError('calls without arguments');
    this.call(callee, args.items);
  }

  call(callee: PickleValue, args: readonly PickleValue[]): void {
    if (!isKind(callee, 'global')) throw pickleError('calls what is no function');
    this.push(callGlobal(callee, args, this.#budget));
  }

  append(items: readonly PickleValue[]): void {
    const target = this.top();
    if (!isKind(target, 'list')) throw pickleError('appends to what is no list');
    for (const item of items) target.items.push(item);
  }

  addItems(items: readonly PickleValue[]): void {
    const target = this.top();
    if (!isKind(target, 'set')) throw pickleError('adds to what is no set');
    for (const item of items) target.items.add(item);
  }

  setItems(pairs: readonly PickleValue[]): void {
    const target = this.top();
    if (!isKind(target, 'dict')) throw pickleError('sets an item of what is no dict');
    fill(target, pairs);
  }

  pushDict(pairs: readonly PickleValue[]): void {
    this.push(fill({ kind: 'dict', entries: new Map() }, pairs));
  }

  /** BUILD: state for an object. */
  build(): void {
    const state = this.pop();
    const target = this.top();
    // Attributes of a dict are the modules' versions in a state dict (`_metadata`): nothing to keep.
    if (isKind(target, 'dict')) return;
    if (isKind(target, 'namespace') && isKind(state, 'dict')) {
      this.#budget.spend(state.entries.size);
      for (const [key, value] of state.entries) target.attributes.set(key, value);
    } else if (isKind(target, 'numpy-dtype') && isKind(state, 'tuple')) {
      target.littleEndian = state.items[1] !== '>';
    } else {
      throw pickleError('sets the state of what has none');
    }
  }

  /** The one value that a whole pickle leaves. */
  result(): PickleValue {
    if (this.#marks.length > 0 || this.#stack.length !== 1) throw pickleError('ends with values left over');
    return this.pop();
  }
}

function fill(dict: PickleDict, pairs: readonly PickleValue[]): PickleDict {
  if (pairs.length % 2 !== 0) throw pickleError('has a key without value');
  for (let i = 0; i < pairs.length; i += 2) dict.entries.set(pairs[i]!, pairs[i + 1]!);
  return dict;
}

/** Modules of NVIDIA's code, which its pickles bring along. */
const OF_STYLEGAN = /^(?:dnnlib|torch_utils)\./;

function unsafe(global: string): TrilemmaError {
  if (OF_STYLEGAN.test(global)) {
    return new TrilemmaError(
      'checkpoint-unsafe',
      `The checkpoint is a network of StyleGAN or EDM with its code (${printable(global)}): it was not read, and nothing in it was executed. ` +
        `Trilemma Studio opens generators of denoising diffusion GANs.`,
    );
  }
  return new TrilemmaError(
    'checkpoint-unsafe',
    `The checkpoint asks for ${printable(global)}, which is not tensors: it was not read, and nothing in it was executed. ` +
      `If you trust its origin, save its state dict alone with torch.save.`,
  );
}
