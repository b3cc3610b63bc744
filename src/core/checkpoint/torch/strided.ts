/** A strided view: strides in elements, all >= 0. */
export interface Strided {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** Product of the shape. */
  readonly count: number;
}

/** True if the elements already lie in row-major order without gaps. */
export function isContiguous({ shape, strides, count }: Strided): boolean {
  if (count === 0) return true;
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

/** Elements from the first to the last that the view touches, both included. */
export function span({ shape, strides, count }: Strided): number {
  if (count === 0) return 0;
  return shape.reduce((last, length, axis) => last + (length - 1) * strides[axis]!, 1);
}

/** The elements, of `size` bytes each, of a view that begins with `bytes`, in row-major order. */
export function copyStrided(bytes: Uint8Array, size: number, view: Strided): Uint8Array<ArrayBuffer> {
  const { shape, strides, count } = view;
  const target = new Uint8Array(count * size);
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let element = 0; element < count; element++) {
    for (let byte = 0; byte < size; byte++) target[element * size + byte] = bytes[from * size + byte]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      index[axis]! += 1;
      if (index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return target;
}
