import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floatsToBase64 } from './base64-floats.ts';
import { TrilemmaError } from '../errors.ts';
import { parseLatentRecipe, parseRecipe } from './parse-recipe.ts';
import type { Edit, LatentRecipe, Recipe } from './recipe.ts';

const STEPS = 3;
const plain: LatentRecipe = { seed: '7', temperature: { x_T: 1, z: 1 } };
const all = { x_T: true, z: [0, 1, 2], noise: [1, 2] };
const vector = floatsToBase64(Float32Array.of(1, -0.5, 0));
const edits = {
  variation: { kind: 'variation', seed: '8', strength: { x_T: 0.5, z: [0, 0.5, 1], noise: [0, 1, 0] } },
  blend: { kind: 'blend', pictures: [plain, { ...plain, seed: '9' }], weights: [0, 1.5, -0.5], parts: all },
  mix: { kind: 'mix', picture: plain, parts: { x_T: false, z: [0, 2], noise: [] } },
  direction: { kind: 'direction', name: 'age', vector, amounts: [0, -100, 100] },
  truncation: { kind: 'truncation', center: vector, amounts: [0.7, 1, 1] },
  curve: { kind: 'curve', pictures: [plain, plain, { ...plain, seed: '9' }], amount: 0.25, parts: all },
  drift: {
    kind: 'drift',
    seed: '8',
    strength: { x_T: 0.5, z: [0, 0.5, 1], noise: [0, 1, 0] },
    turn: 0.75,
  },
} satisfies Record<Edit['kind'], Edit>;

const edited = <E>(...list: E[]) => ({ ...plain, edits: list });

function messageOf(json: unknown, steps = STEPS): string {
  try {
    parseLatentRecipe(json, steps);
  } catch (error) {
    if (!(error instanceof TrilemmaError)) throw error;
    expect(error.code).toBe('recipe-invalid');
    return error.message;
  }
  throw new Error('the recipe was accepted');
}

/** A picture with another in it, and so on. */
function nest(depth: number): LatentRecipe {
  return depth === 0 ? plain : edited({ ...edits.mix, picture: nest(depth - 1) });
}

describe('parseLatentRecipe', () => {
  it.each([
    plain,
    ...Object.values(edits).map((edit) => edited(edit)),
    edited(...Object.values(edits)),
    edited({ ...edits.blend, pictures: [edited(edits.mix), edited(edits.direction)] }),
    edited({ ...edits.curve, pictures: [plain], amount: -1 }),
    nest(16),
  ])('reads what JSON.stringify writes, case %#', (recipe) => {
    expect(parseLatentRecipe(JSON.parse(JSON.stringify(recipe)), STEPS)).toEqual(recipe);
  });

  it.each([
    ['', 1],
    ['edits', edited()],
    ['edits', { ...plain, edits: {} }],
    ['edits[0]', edited(1)],
    ['edits[0].kind', edited({})],
    ['edits[0].kind', edited({ ...edits.mix, kind: 'toString' })],
    ['edits[1].seed', edited<unknown>(edits.mix, { ...edits.variation, seed: 8 })],
    ['edits[0].strength', edited({ ...edits.variation, strength: 0.5 })],
    [
      'edits[0].strength.x_T',
      edited({ ...edits.variation, strength: { ...edits.variation.strength, x_T: 1.1 } }),
    ],
    [
      'edits[0].strength.z',
      edited({ ...edits.variation, strength: { ...edits.variation.strength, z: [0, 0] } }),
    ],
    [
      'edits[0].strength.z[2]',
      edited({ ...edits.variation, strength: { ...edits.variation.strength, z: [0, 0, -0.1] } }),
    ],
    [
      'edits[0].strength.noise[0]',
      edited({ ...edits.variation, strength: { ...edits.variation.strength, noise: [1, 0, 0] } }),
    ],
    ['edits[0].pictures', edited({ ...edits.blend, pictures: [] })],
    ['edits[0].pictures', edited({ ...edits.blend, pictures: Array(8).fill(plain) })],
    ['edits[0].pictures[1].seed', edited({ ...edits.blend, pictures: [plain, { ...plain, seed: '-1' }] })],
    ['edits[0].weights', edited({ ...edits.blend, weights: [1, 1] })],
    ['edits[0].weights[1]', edited({ ...edits.blend, weights: [0, 10.5, 1] })],
    ['edits[0].weights[1]', edited({ ...edits.blend, weights: [0, NaN, 1] })],
    ['edits[0].weights', edited({ ...edits.blend, weights: [1, -1, 0] })],
    ['edits[0].parts', edited({ ...edits.mix, parts: undefined })],
    ['edits[0].parts.x_T', edited({ ...edits.mix, parts: { ...all, x_T: 1 } })],
    ['edits[0].parts.z[1]', edited({ ...edits.mix, parts: { ...all, z: [0, 3] } })],
    ['edits[0].parts.z[1]', edited({ ...edits.mix, parts: { ...all, z: [1, 1] } })],
    ['edits[0].parts.z', edited({ ...edits.mix, parts: { ...all, z: [0, 1, 2, 2] } })],
    ['edits[0].parts.noise[0]', edited({ ...edits.mix, parts: { ...all, noise: [0] } })],
    ['edits[0].picture', edited({ ...edits.mix, picture: '7' })],
    [
      'edits[0].picture.edits[0].picture.temperature.z',
      edited({
        ...edits.mix,
        picture: edited({ ...edits.mix, picture: { ...plain, temperature: { x_T: 1, z: -1 } } }),
      }),
    ],
    ['edits[0].name', edited({ ...edits.direction, name: ' ' })],
    ['edits[0].name', edited({ ...edits.direction, name: 'x'.repeat(201) })],
    ['edits[0].vector', edited({ ...edits.direction, vector: '' })],
    ['edits[0].vector', edited({ ...edits.direction, vector: vector.slice(0, -1) })],
    ['edits[0].vector', edited({ ...edits.direction, vector: ` ${vector}` })],
    ['edits[0].vector', edited({ ...edits.direction, vector: floatsToBase64(Float32Array.of(NaN)) })],
    ['edits[0].vector', edited({ ...edits.direction, vector: floatsToBase64(new Float32Array(4097)) })],
    ['edits[0].amounts', edited({ ...edits.direction, amounts: [0] })],
    ['edits[0].amounts[1]', edited({ ...edits.direction, amounts: [0, 100.1, 0] })],
    ['edits[0].center', edited({ ...edits.truncation, center: 'A' })],
    ['edits[0].pictures', edited({ ...edits.curve, pictures: Array(4).fill(plain) })],
    ['edits[0].amount', edited({ ...edits.curve, amount: -0.1 })],
    ['edits[0].amount', edited({ ...edits.curve, pictures: [plain], amount: -1.1 })],
    ['edits[0].amount', edited({ ...edits.curve, amount: 1.1 })],
    ['edits[0].turn', edited({ ...edits.drift, turn: 1.5 })],
    ['edits[0].strength', edited({ ...edits.drift, strength: 1 })],
    ['edits[0].amounts[0]', edited({ ...edits.truncation, amounts: [Infinity, 1, 1] })],
  ])('says that %s is wrong, case %#', (path, json) => {
    expect(messageOf(json)).toContain(`The recipe is not valid: ${path === '' ? 'it' : path} must `);
  });

  it.each([
    ['seeds', { ...plain, seeds: [] }],
    ['edits[0].strength', edited({ ...edits.mix, strength: 1 })],
    ['edits[0].parts.w', edited({ ...edits.mix, parts: { ...all, w: [] } })],
    ['edits[0].picture.model', edited({ ...edits.mix, picture: { ...plain, model: 'faces' } })],
  ])('refuses the field %s, which this version does not have', (path, json) => {
    expect(messageOf(json)).toBe(`The recipe is not valid: version 3 has no field ${path}.`);
  });

  it('takes no step of noise where there is one step alone', () => {
    const parts = { x_T: true, z: [0], noise: [] };
    expect(parseLatentRecipe(edited({ ...edits.mix, parts }), 1).edits).toHaveLength(1);
    expect(messageOf(edited({ ...edits.mix, parts: { ...parts, noise: [1] } }), 1)).toContain('parts.noise');
  });

  it('bounds depth, pictures, edits and text', () => {
    expect(messageOf(nest(17))).toContain('more than 16 deep');
    const blend = { ...edits.blend, pictures: Array(7).fill(plain), weights: Array(8).fill(1) };
    expect(parseLatentRecipe(edited(...Array<Edit>(36).fill(blend)), STEPS).edits).toHaveLength(36);
    expect(messageOf(edited(...Array<unknown>(37).fill(blend)))).toContain('more than 256 pictures in all');
    expect(messageOf(edited(...Array<unknown>(1025).fill(edits.variation)))).toContain(
      'more than 1024 edits in all',
    );
    const wide = { ...edits.direction, vector: floatsToBase64(new Float32Array(4096)) };
    expect(parseLatentRecipe(edited(...Array<unknown>(20).fill(wide)), STEPS).edits).toHaveLength(20);
    expect(messageOf(edited(...Array<unknown>(30).fill(wide)))).toContain('characters of text');
  });

  it('throws nothing but recipe-invalid, whatever the edits are', () => {
    const anyEdit = fc.record(
      {
        kind: fc.constantFrom(...Object.keys(edits)),
        ...Object.fromEntries(
          [
            'seed',
            'strength',
            'pictures',
            'weights',
            'picture',
            'parts',
            'vector',
            'amounts',
            'center',
            'amount',
            'turn',
          ].map((field) => [field, fc.anything()]),
        ),
      },
      { requiredKeys: ['kind'] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.array(anyEdit)), (list) => {
        fc.pre(list !== undefined);
        expect(messageOf({ ...plain, edits: list })).not.toBe('');
      }),
    );
  });
});

describe('parseRecipe', () => {
  const recipe: Recipe = {
    version: 2,
    model: { name: 'faces', sha256: '0123456789abcdef'.repeat(4) },
    steps: STEPS,
    ...edited(...Object.values(edits)),
    imageSize: 64,
    madeWith: { app: '0.1.0', provider: 'cpu', runtime: 'onnxruntime-node 1.30.0' },
  };

  it('reads a recipe with edits', () => {
    expect(parseRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
  });

  it('ties edits to version 2', () => {
    expect(() => parseRecipe({ ...recipe, version: 1 })).toThrow('version 1 has no field edits.');
    expect(() => parseRecipe({ ...recipe, edits: undefined })).toThrow(
      'edits must be a list of edits, but it is missing.',
    );
    expect(() => parseRecipe({ ...recipe, edits: [] })).toThrow('edits must be a list of one edit or more');
  });

  it('checks edits against the steps of the recipe', () => {
    expect(() => parseRecipe({ ...recipe, steps: 2 })).toThrow(
      'edits[0].strength.noise must be a list of 2 numbers',
    );
  });
});
