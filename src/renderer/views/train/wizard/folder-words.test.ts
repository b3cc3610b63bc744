import { expect, it } from 'vitest';
import { report } from '../../../state/testing/hand-training.ts';
import { fewWords, picturesWords, refusedWords } from './folder-words.ts';

const refused = { broken: 1, tiny: 0, duplicate: 1200, unreadable: 0, format: 0 };

it('says what a folder holds', () => {
  expect(picturesWords(report(1))).toBe('1 picture to learn from, cropped to 64 × 64 px.');
  expect(picturesWords(report(12_000))).toBe('12,000 pictures to learn from, cropped to 64 × 64 px.');
  expect(picturesWords(report(0))).toBe('There is no picture in this folder to learn from.');
});

it('says what is left out and why, and nothing where nothing is', () => {
  expect(refusedWords({ ...report(3), refused })).toBe(
    '1,201 files are left out: 1 broken, 1,200 there twice.',
  );
  expect(refusedWords({ ...report(3), refused: { ...refused, duplicate: 0 } })).toBe(
    '1 file is left out: 1 broken.',
  );
  expect(refusedWords(report(3))).toBeNull();
});

it('warns of few pictures', () => {
  expect(fewWords(report(12))).toContain('by heart');
  expect(fewWords(report(50))).toBeNull();
  expect(fewWords(report(0))).toBeNull();
});
