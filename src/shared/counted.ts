/** Numbers of things in words, everywhere the same way. */

/** `1,200`, as English writes numbers. */
export const number = new Intl.NumberFormat('en');

/**
 * `1 picture`, `1,200 pictures`.
 *
 * @param many where an s is not enough: `counted(2, 'file is', 'files are')`
 */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number.format(count)} ${count === 1 ? one : many}`;
}
