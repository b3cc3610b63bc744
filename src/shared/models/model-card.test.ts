import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrilemmaError } from '../errors.ts';
import { parseModelCard, type ModelCard } from './model-card.ts';

const card: ModelCard = {
  version: 1,
  name: 'faces',
  title: 'Faces, 64 pixels',
  sha256: '0123456789abcdef'.repeat(4),
  architecture: {
    imageSize: 64,
    numChannels: 3,
    nf: 48,
    chMult: [1, 2, 2, 2],
    numResBlocks: 1,
    attnResolutions: [16],
    nz: 64,
    zEmbDim: 192,
    nMlp: 3,
  },
  steps: 2,
  weights: 'ema',
  source: 'training/train.py',
  license: 'CC BY 4.0',
  notes: ['3 million pictures'],
};

function without(field: string): object {
  return Object.fromEntries(Object.entries(card).filter(([name]) => name !== field));
}

function messageOf(json: unknown): string {
  try {
    parseModelCard(json);
  } catch (error) {
    if (!(error instanceof TrilemmaError)) throw error;
    expect(error.code).toBe('model-damaged');
    return error.message;
  }
  throw new Error('the card was accepted');
}

describe('parseModelCard', () => {
  it('reads what JSON.stringify writes', () => {
    expect(parseModelCard(JSON.parse(JSON.stringify(card)))).toEqual(card);
  });

  it('leaves out notes that are not there, and fields that it does not know', () => {
    const plain = without('notes');
    expect(parseModelCard({ ...plain, colour: 'red' })).toStrictEqual(plain);
  });

  it.each([null, undefined, 1, 'card', [], [card]])('refuses %j', (json) => {
    expect(messageOf(json)).toContain('must be a JSON object');
  });

  it.each(Object.keys(card).filter((field) => field !== 'notes'))('misses %s', (field) => {
    expect(messageOf(without(field))).toContain(`${field} must be `);
  });

  it.each(Object.keys(card.architecture))('misses architecture.%s', (field) => {
    const architecture = Object.fromEntries(
      Object.entries(card.architecture).filter(([name]) => name !== field),
    );
    expect(messageOf({ ...card, architecture })).toContain(`architecture.${field} must be `);
  });

  it.each([
    ['name', { name: '../faces' }],
    ['name', { name: 'Faces' }],
    ['sha256', { sha256: 'A'.repeat(64) }],
    ['sha256', { sha256: 'a'.repeat(63) }],
    ['steps', { steps: 0 }],
    ['steps', { steps: 2.5 }],
    ['steps', { steps: '2' }],
    ['weights', { weights: 'both' }],
    ['title', { title: ' ' }],
    ['license', { license: '' }],
    ['notes', { notes: 'one' }],
    ['notes[1]', { notes: ['one', 2] }],
    ['architecture.imageSize', { architecture: { ...card.architecture, imageSize: 48 } }],
    ['architecture.imageSize', { architecture: { ...card.architecture, imageSize: 2048 } }],
    ['architecture.numChannels', { architecture: { ...card.architecture, numChannels: 2 } }],
    ['architecture.nf', { architecture: { ...card.architecture, nf: 6 } }],
    ['architecture.nf', { architecture: { ...card.architecture, nf: 1e9 } }],
    ['architecture.chMult', { architecture: { ...card.architecture, chMult: [] } }],
    ['architecture.chMult[1]', { architecture: { ...card.architecture, chMult: [1, 0] } }],
    ['architecture.attnResolutions', { architecture: { ...card.architecture, attnResolutions: 16 } }],
  ])('says that %s is wrong', (field, change) => {
    expect(messageOf({ ...card, ...change })).toContain(`The model card is not valid: ${field} must be `);
  });

  it('says of a higher version that a newer studio wrote it', () => {
    expect(messageOf({ ...card, version: 2 })).toContain('written by a newer version of Trilemma Studio');
  });

  it('throws nothing but model-damaged, whatever it is given', () => {
    const fields = fc
      .record({ architecture: fc.anything(), name: fc.anything(), notes: fc.anything() })
      .map((change) => ({ ...card, ...change }));
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fields), (json) => {
        try {
          parseModelCard(json);
        } catch (error) {
          expect(error).toBeInstanceOf(TrilemmaError);
        }
      }),
    );
  });
});
