import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitWriter } from './bit-writer.ts';

/** The bits after the unit's header, without the stop bit and what follows it. */
function bitsOf(write: (bits: BitWriter) => void): string {
  const writer = new BitWriter();
  write(writer);
  const unit = writer.finish(0x65).subarray(1);
  return [...unit]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .replace(/10*$/, '');
}

describe('BitWriter', () => {
  // ITU-T H.264, tables 9-2 and 9-3.
  it.each([
    [0, '1'],
    [1, '010'],
    [2, '011'],
    [3, '00100'],
    [8, '0001001'],
    [9, '0001010'],
  ])('ue(v) of %i', (value, code) => expect(bitsOf((bits) => bits.unsigned(value))).toBe(code));

  it.each([
    [0, '1'],
    [1, '010'],
    [-1, '011'],
    [2, '00100'],
    [-2, '00101'],
    [3, '00110'],
  ])('se(v) of %i', (value, code) => expect(bitsOf((bits) => bits.signed(value))).toBe(code));

  it('keeps start codes out of a unit', () => {
    const bits = new BitWriter();
    for (const byte of [0, 0, 0, 0, 0, 1, 0, 0, 4]) bits.put(byte, 8);
    expect([...bits.finish(0x65)]).toEqual([0x65, 0, 0, 3, 0, 0, 3, 0, 1, 0, 0, 4, 0x80]);
  });

  it('forgets what was written after an earlier position', () => {
    const values = fc.array(
      fc
        .integer({ min: 1, max: 24 })
        .chain((count) =>
          fc.record({ count: fc.constant(count), value: fc.integer({ min: 0, max: 2 ** count - 1 }) }),
        ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(values, values, values, (before, forgotten, after) => {
        const put = (bits: BitWriter, list: typeof before) =>
          list.forEach(({ value, count }) => bits.put(value, count));
        const rewound = new BitWriter();
        put(rewound, before);
        const { position } = rewound;
        put(rewound, forgotten);
        rewound.rewind(position);
        put(rewound, after);
        const straight = new BitWriter();
        put(straight, [...before, ...after]);
        expect(rewound.finish(1)).toEqual(straight.finish(1));
      }),
    );
  });
});
