import { expect, it } from 'vitest';
import { exportedNames } from './exported-names.ts';

it('finds the names that a file declares and exports, and not those that it passes on', () => {
  const text = `
    import { a } from './a.ts';
    export { a };
    export * from './b.ts';
    export type { C } from './c.ts';
    export class D {}
    export abstract class E {}
    export interface F {}
    export type G = string;
    export async function h() {}
    export const i = 1, j = 2;
    export default class K {}
    const { l } = a;
    class M {}
  `;
  expect(exportedNames(text)).toEqual(['D', 'E', 'F', 'G', 'h', 'i', 'j']);
});
