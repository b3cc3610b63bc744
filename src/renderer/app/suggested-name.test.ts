import { expect, it } from 'vitest';
import { suggestedName } from './suggested-name.ts';

it('makes a name of a file’s that is not taken', () => {
  expect(suggestedName('/x/Net G (1).pth', new Set())).toBe('net-g-1');
  expect(suggestedName('C:\\x\\netG_1200.pth', new Set(['netg_1200', 'netg_1200-2']))).toBe('netg_1200-3');
  expect(suggestedName('/x/顔.pth', new Set())).toBe('model');
});
