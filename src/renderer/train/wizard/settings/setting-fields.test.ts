import { describe, expect, it } from 'vitest';
import { trainingSpecSchema } from '../../../../shared/contract/training-schemas.ts';
import { SPEC } from '../../testing/hand-training.ts';
import { FIELD_GROUPS, fieldProblem, type NumberField } from './setting-fields.ts';

const fields = FIELD_GROUPS.flatMap((group) => group.fields);
const field = (key: NumberField['key']) => fields.find((one) => one.key === key)!;

describe('advanced settings', () => {
  it('take what the studio takes, and refuse what it refuses', () => {
    const values = [-1, 0, 1, 3, 4, 5, 6, 7, 8, 64, 65, 0.5, 0.99, 1000, 1001, 1e7, 1e7 + 1];
    for (const one of fields) {
      for (const value of values) {
        const settings = { ...SPEC.settings, [one.key]: value };
        const isTaken = trainingSpecSchema.safeParse({ ...SPEC, settings }).success;
        expect(fieldProblem(one, String(value)) === null, `${one.key} ${value}`).toBe(isTaken);
      }
    }
  });

  it('refuse what is no number', () => {
    for (const text of ['', ' ', 'many', '1e999']) expect(fieldProblem(field('steps'), text)).not.toBeNull();
  });

  it('take rates as people write them', () => {
    for (const text of ['4e-4', '0.0004', ' 1 ']) expect(fieldProblem(field('rateG'), text)).toBeNull();
  });
});
