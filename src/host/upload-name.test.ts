import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uploadName } from './upload-name.ts';

/** Half of them such as file systems act on. */
const codeUnit = fc.oneof(fc.nat(0x7f), fc.nat(0xffff));

describe('uploadName', () => {
  it.each([
    ['netG_1200.pth', 'netG_1200.pth'],
    ['/etc/passwd', 'passwd'],
    ['..\\..\\a.pth', 'a.pth'],
    ['../..', 'checkpoint'],
    ['', 'checkpoint'],
    ['.hidden.pth', 'hidden.pth'],
    ['a\0b\n.pth', 'ab.pth'],
    ['CON', 'checkpoint-CON'],
    ['aux.pth', 'checkpoint-aux.pth'],
    ['Köln 人.safetensors', 'Köln 人.safetensors'],
    [`${'a'.repeat(300)}.pth`, `${'a'.repeat(76)}.pth`],
  ])('takes %j as %j', (given, name) => {
    expect(uploadName(given)).toBe(name);
  });

  it('is always one plain name', () => {
    fc.assert(
      fc.property(fc.array(codeUnit, { maxLength: 120 }), (units) => {
        const given = String.fromCharCode(...units);
        const name = uploadName(given);
        expect(name).toMatch(/^[^./\\\s][^/\\\0]*$/);
        expect(name).not.toMatch(/[.\s]$/);
        expect(Buffer.byteLength(`${name}.part`)).toBeLessThan(256);
      }),
    );
  });
});
