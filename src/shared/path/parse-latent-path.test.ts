import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrilemmaError } from '../errors.ts';
import type { DriftPath, KeyFramePath } from './latent-path.ts';
import { parseLatentPath } from './parse-latent-path.ts';

const picture = { seed: '1', temperature: { x_T: 1, z: 1 } };
const all = { x_T: true, z: [0, 1], noise: [1] };
const segment = { duration: { unit: 'frames', count: 10 }, easing: 'linear', parts: all } as const;
const keyFrame = { picture, hold: { unit: 'seconds', count: 0.5 } } as const;
const path: KeyFramePath = {
  version: 1,
  kind: 'key-frames',
  model: { name: 'faces', sha256: '0'.repeat(64) },
  steps: 2,
  imageSize: 32,
  fps: 24,
  space: 'z',
  loop: false,
  keyFrames: [keyFrame, keyFrame],
  segments: [segment],
};
const drift: DriftPath = {
  version: 1,
  kind: 'drift',
  model: path.model,
  steps: 2,
  imageSize: 32,
  fps: 12.5,
  picture: { ...picture, edits: [{ kind: 'mix', picture, parts: all }] },
  seed: '5',
  strength: { x_T: 0.5, z: [0, 1], noise: [0, 0.5] },
  duration: { unit: 'seconds', count: 3 },
};

function messageOf(json: unknown): string {
  try {
    parseLatentPath(json);
  } catch (error) {
    if (!(error instanceof TrilemmaError)) throw error;
    expect(error.code).toBe('recipe-invalid');
    return error.message;
  }
  throw new Error('the path was accepted');
}

describe('parseLatentPath', () => {
  it.each([
    path,
    drift,
    { ...path, loop: true, space: 'w-linear', segments: [segment, { ...segment, pace: [0, 0.2, 0.2, 1] }] },
    { ...path, segments: [{ ...segment, easing: 'catmull-rom', parts: { ...all, z: [] } }] },
    {
      ...path,
      version: 2,
      keyFrames: [keyFrame, { ...keyFrame, model: { name: 'cats', sha256: '1'.repeat(64) } }],
    },
  ])('reads what JSON.stringify writes, case %#', (each) => {
    expect(parseLatentPath(JSON.parse(JSON.stringify(each)))).toEqual(each);
  });

  it.each([
    ['it', []],
    ['version', { ...path, version: 0 }],
    ['kind', { ...path, kind: 'walk' }],
    ['model.sha256', { ...path, model: { ...path.model, sha256: 'A' } }],
    ['steps', { ...path, steps: 0 }],
    ['fps', { ...path, fps: 0 }],
    ['space', { ...path, space: 'w' }],
    ['loop', { ...path, loop: 1 }],
    ['keyFrames', { ...path, keyFrames: [keyFrame], segments: [] }],
    ['segments', { ...path, loop: true }],
    ['segments[0].easing', { ...path, segments: [{ ...segment, easing: 'bounce' }] }],
    [
      'segments[0].duration.count',
      { ...path, segments: [{ ...segment, duration: { unit: 'frames', count: 0 } }] },
    ],
    ['segments[0].duration.unit', { ...path, segments: [{ ...segment, duration: { unit: 's', count: 1 } }] }],
    ['segments[0].parts.z[1]', { ...path, segments: [{ ...segment, parts: { ...all, z: [0, 2] } }] }],
    ['segments[0].pace', { ...path, segments: [{ ...segment, pace: [0, 0.5] }] }],
    ['segments[0].pace[2]', { ...path, segments: [{ ...segment, pace: [0, 0.5, 0.4, 1] }] }],
    [
      'keyFrames[1].picture.seed',
      { ...path, keyFrames: [keyFrame, { ...keyFrame, picture: { ...picture, seed: 1 } }] },
    ],
    [
      'keyFrames[0].hold.count',
      { ...path, keyFrames: [{ picture, hold: { unit: 'seconds', count: -1 } }, keyFrame] },
    ],
    [
      'picture.edits[0].parts.noise[0]',
      { ...drift, picture: { ...picture, edits: [{ kind: 'mix', picture, parts: { ...all, noise: [0] } }] } },
    ],
    ['strength.z', { ...drift, strength: { ...drift.strength, z: [0] } }],
  ])('says that %s is wrong', (where, json) => {
    expect(messageOf(json)).toContain(`The path is not valid: ${where} must `);
  });

  it('refuses fields and versions that it does not know', () => {
    expect(messageOf({ ...path, speed: 1 })).toContain('no field speed');
    expect(messageOf({ ...path, version: 3 })).toContain('newer version of Trilemma Studio');
  });

  it('refuses a loop that would jump at its end', () => {
    const still = { ...segment, parts: { ...all, z: [1] } };
    expect(messageOf({ ...path, loop: true, segments: [segment, still] })).toBe(
      'The path is not valid: segments[1], which closes the loop, must move all parts that segments[0] moves.',
    );
    expect(parseLatentPath({ ...path, loop: true, segments: [still, segment] }).kind).toBe('key-frames');
  });

  it('throws nothing but recipe-invalid', () => {
    const fields = fc.constantFrom<keyof KeyFramePath>(
      'model',
      'steps',
      'fps',
      'keyFrames',
      'segments',
      'loop',
    );
    fc.assert(
      fc.property(fields, fc.anything(), (field, value) => {
        const json: unknown = { ...path, [field]: value };
        try {
          parseLatentPath(json);
        } catch (error) {
          expect(error).toMatchObject({ code: 'recipe-invalid' });
        }
      }),
    );
  });
});
