import { counted } from './counted.ts';

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** As people read it, in powers of 1000: `812 bytes`, `14.8 MB`. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return counted(bytes, 'byte');
  let value = bytes;
  let power = 0;
  // From 999.5 on, the number would be rounded to 1000.
  while (value >= 999.5 && power < UNITS.length - 1) {
    value /= 1000;
    power++;
  }
  return `${value.toFixed(value < 99.95 ? 1 : 0)} ${UNITS[power]}`;
}
