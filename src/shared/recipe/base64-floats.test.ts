import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floatsFromBase64, floatsToBase64 } from './base64-floats.ts';

describe('floatsToBase64', () => {
  it('writes little-endian bytes', () => {
    expect(floatsToBase64(Float32Array.of(1, -2))).toBe(
      Buffer.from('0000803f000000c0', 'hex').toString('base64'),
    );
  });

  it('is undone by floatsFromBase64, to the bit', () => {
    fc.assert(
      fc.property(fc.float32Array({ maxLength: 50 }), (values) => {
        expect(floatsFromBase64(floatsToBase64(values))).toEqual(values);
      }),
    );
  });
});

describe('floatsFromBase64', () => {
  it.each(['A', 'AAAA', 'AACAPw', 'AACAPx==', 'AACA Pw==', '!', 'AACAPw==\n'])('refuses %j', (text) => {
    expect(floatsFromBase64(text)).toBeNull();
  });
});
