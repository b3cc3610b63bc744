import { TrilemmaError } from '../../../shared/errors.ts';
import { listed } from '../../../shared/listed.ts';
import { printable } from '../printable.ts';
import { isFloating } from '../tensor.ts';
import type { TensorInfo } from '../tensor.ts';

/**
 * Compares a network's tensors with those that its configuration has.
 *
 * @param network What it is, for the message: `generator` or `discriminator`.
 * @throws TrilemmaError `architecture` where a tensor is missing, unexpected, of another shape or of integers.
 */
export function compareTensors(
  network: string,
  actual: ReadonlyMap<string, TensorInfo>,
  expected: ReadonlyMap<string, { readonly shape: readonly number[] }>,
): void {
  const faults: string[] = [];
  for (const [name, { shape }] of expected) {
    const tensor = actual.get(name);
    if (tensor === undefined) faults.push(`${name} is missing`);
    else if (!sameShape(tensor.shape, shape))
      faults.push(`${name} is ${text(tensor.shape)} instead of ${text(shape)}`);
    else if (!isFloating(tensor.dtype))
      faults.push(`${name} holds ${tensor.dtype} instead of floating-point numbers`);
  }
  const unexpected = [...actual.keys()].filter((name) => !expected.has(name));
  if (faults.length === 0 && unexpected.length > 0) throw onlyUnexpected(network, unexpected);
  faults.push(...unexpected.map((name) => `${printable(name)} is not part of it`));
  if (faults.length === 0) return;
  throw new TrilemmaError(
    'architecture',
    `The checkpoint does not fit a denoising diffusion GAN's ${network}: ${listed(faults, { separator: '; ' })}.`,
  );
}

/** Whatever put them there may have changed how the network computes, so they are not left out unasked. */
function onlyUnexpected(network: string, names: readonly string[]): TrilemmaError {
  const [them, those] = names.length === 1 ? ['it', 'that tensor'] : ['them', 'those tensors'];
  return new TrilemmaError(
    'architecture',
    `The checkpoint has a whole ${network}, and beside it ${listed(names.map(printable))}, which a denoising diffusion GAN does not have. If the network does not need ${them}, delete ${those} from the state dict, save it, and try again.`,
  );
}

/** True if two shapes agree in every dimension. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

function text(shape: readonly number[]): string {
  return `[${printable(shape.join(', '))}]`;
}
