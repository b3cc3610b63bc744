import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrilemmaError } from '../errors.ts';
import { parseRecipe } from './parse-recipe.ts';
import { MAX_TEMPERATURE, type Recipe } from './recipe.ts';

const recipe: Recipe = {
  version: 1,
  model: { name: 'faces', sha256: '0123456789abcdef'.repeat(4) },
  steps: 4,
  seed: '18446744073709551615',
  temperature: { x_T: 1, z: 0.5 },
  imageSize: 64,
  madeWith: { app: '0.1.0', provider: 'cpu', runtime: 'onnxruntime-node 1.30.0' },
};

function messageOf(json: unknown): string {
  try {
    parseRecipe(json);
  } catch (error) {
    if (!(error instanceof TrilemmaError)) throw error;
    expect(error.code).toBe('recipe-invalid');
    return error.message;
  }
  throw new Error('the recipe was accepted');
}

function without(field: keyof Recipe): unknown {
  return Object.fromEntries(Object.entries(recipe).filter(([name]) => name !== field));
}

describe('parseRecipe', () => {
  it('reads what JSON.stringify writes', () => {
    expect(parseRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
  });

  it.each([
    { ...recipe, seed: '0' },
    { ...recipe, steps: 1 },
    { ...recipe, temperature: { x_T: 0, z: MAX_TEMPERATURE } },
  ])('accepts the ends of the ranges', (json) => {
    expect(parseRecipe(json)).toEqual(json);
  });

  it.each([null, undefined, 'text', 1, [], [recipe], () => recipe])('refuses %j', (json) => {
    expect(messageOf(json)).toContain('must be a JSON object');
  });

  it.each(['model', 'steps', 'seed', 'temperature', 'imageSize', 'madeWith', 'version'] as const)(
    'names %s when it is missing',
    (field) => {
      expect(messageOf(without(field))).toMatch(
        new RegExp(`^The recipe is not valid: ${field} must .* missing`),
      );
    },
  );

  it.each([
    ['steps', { ...recipe, steps: 0 }],
    ['steps', { ...recipe, steps: 1.5 }],
    ['steps', { ...recipe, steps: '4' }],
    ['seed', { ...recipe, seed: 1 }],
    ['seed', { ...recipe, seed: '18446744073709551616' }],
    ['seed', { ...recipe, seed: '01' }],
    ['seed', { ...recipe, seed: '0x1' }],
    ['seed', { ...recipe, seed: '' }],
    ['imageSize', { ...recipe, imageSize: -64 }],
    ['model', { ...recipe, model: 'faces' }],
    ['model.name', { ...recipe, model: { ...recipe.model, name: ' ' } }],
    ['model.sha256', { ...recipe, model: { ...recipe.model, sha256: 'A'.repeat(64) } }],
    ['model.sha256', { ...recipe, model: { ...recipe.model, sha256: 'a'.repeat(63) } }],
    ['temperature', { ...recipe, temperature: 1 }],
    ['temperature.x_T', { ...recipe, temperature: { x_T: -0.1, z: 1 } }],
    ['temperature.x_T', { ...recipe, temperature: { x_T: NaN, z: 1 } }],
    ['temperature.z', { ...recipe, temperature: { x_T: 1, z: MAX_TEMPERATURE + 1 } }],
    ['temperature.z', { ...recipe, temperature: { x_T: 1 } }],
    ['madeWith.app', { ...recipe, madeWith: { ...recipe.madeWith, app: 1 } }],
    ['madeWith.provider', { ...recipe, madeWith: { ...recipe.madeWith, provider: null } }],
    ['madeWith.runtime', { ...recipe, madeWith: { ...recipe.madeWith, runtime: '' } }],
  ])('says that %s is wrong', (field, json) => {
    expect(messageOf(json)).toContain(`The recipe is not valid: ${field} must be `);
  });

  it('says what it found, and cuts it short', () => {
    expect(messageOf({ ...recipe, seed: '01' })).toContain('but it is "01".');
    expect(messageOf({ ...recipe, seed: '9'.repeat(100_000) }).length).toBeLessThan(250);
  });

  it.each([
    ['edits', { ...recipe, edits: [] }],
    ['model.path', { ...recipe, model: { ...recipe.model, path: '/' } }],
    ['madeWith.gpu', { ...recipe, madeWith: { ...recipe.madeWith, gpu: 'x' } }],
  ])('refuses the field %s, which this version does not have', (field, json) => {
    expect(messageOf(json)).toBe(`The recipe is not valid: version 1 has no field ${field}.`);
  });

  it('says of a higher version that a newer studio made it, whatever else it holds', () => {
    expect(messageOf({ version: 4, edits: [] })).toContain(
      'has version 4: it was made by a newer version of Trilemma Studio',
    );
  });

  it.each([0, -1, 1.5, '1', null])('refuses the version %j', (version) => {
    expect(messageOf({ ...recipe, version })).toContain('version must be 1 to 3, but it is');
  });

  describe('of version 3', () => {
    const fade = { model: { name: 'cats', sha256: 'b'.repeat(64) }, amount: 0.25 };
    const faded: Recipe = { ...recipe, version: 3, fade };

    it.each([
      faded,
      { ...faded, edits: [{ kind: 'truncation', center: 'AAAAPw==', amounts: [1, 1, 1, 1] }] },
    ])('reads weights between two models, with edits and without', (json) => {
      expect(parseRecipe(JSON.parse(JSON.stringify(json)))).toEqual(json);
    });

    it.each([
      ['fade', { ...recipe, version: 3 }],
      ['fade.amount', { ...faded, fade: { ...fade, amount: 0 } }],
      ['fade.amount', { ...faded, fade: { ...fade, amount: 1 } }],
      ['fade.amount', { ...faded, fade: { ...fade, amount: '0.5' } }],
      ['fade.model.sha256', { ...faded, fade: { ...fade, model: { name: 'cats', sha256: 'b' } } }],
    ])('says that %s is wrong', (field, json) => {
      expect(messageOf(json)).toContain(`The recipe is not valid: ${field} must be `);
    });

    it('is needed for them, and no picture that another one holds has any', () => {
      expect(messageOf({ ...faded, version: 1 })).toContain('version 1 has no field fade.');
      const picture = { seed: '1', temperature: recipe.temperature, fade };
      const parts = { x_T: true, z: [], noise: [] };
      expect(messageOf({ ...faded, edits: [{ kind: 'mix', picture, parts }] })).toContain(
        'version 3 has no field edits[0].picture.fade.',
      );
    });
  });

  it('throws nothing but recipe-invalid, whatever it is given', () => {
    const fields = fc.record(
      {
        version: fc.constantFrom(1, 2, 3),
        model: fc.anything(),
        steps: fc.anything(),
        seed: fc.anything(),
        temperature: fc.anything(),
        imageSize: fc.anything(),
        madeWith: fc.anything(),
        fade: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything({ withBigInt: true }), fields), (json) => {
        expect(messageOf(json)).not.toBe('');
      }),
    );
  });
});
