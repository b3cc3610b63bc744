/** Longest piece of a name that a message repeats. */
const MAX_LENGTH = 80;

/**
 * A name out of a file, fit for one line of a message: what could break the line or steer a terminal is
 * replaced, and length is bounded, since the name may be hostile.
 */
export function printable(name: string): string {
  const short = name.length > MAX_LENGTH ? `${name.slice(0, MAX_LENGTH)}...` : name;
  return short.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}
