import { expect, it } from 'vitest';
import { aloneSteps } from './protocol.ts';

it('leaves a new discriminator alone for a tenth of a run, and not for long', () => {
  const start = { kind: 'model', path: 'base.safetensors', discriminator: null } as const;
  expect([4, 100, 101, 1e6].map((steps) => aloneSteps(start, steps))).toEqual([1, 10, 11, 150]);
});

it('lets the generator learn at once from a discriminator that knows it, and beside a new one', () => {
  const path = 'base.safetensors';
  expect(aloneSteps({ kind: 'model', path, discriminator: 'discriminator.safetensors' }, 100)).toBe(0);
  expect(aloneSteps({ kind: 'scratch' }, 100)).toBe(0);
});
