import { expect, it } from 'vitest';
import { describeOtherFiles, describePictures, describeRefused, warnOfFewPictures } from './data-report.ts';
import type { DataReport } from './training.ts';

const refused = { broken: 1, tiny: 0, large: 0, duplicate: 1200, unreadable: 0, format: 0 };
const none = { ...refused, broken: 0, duplicate: 0 };

function report(pictures: number): DataReport {
  return { folder: '/pictures', pictures, refused: none, examples: [], others: [], sha256: '', side: 64 };
}

it('says what a folder holds', () => {
  expect(describePictures(report(1))).toBe('1 picture to learn from, cropped to 64 × 64 px.');
  expect(describePictures(report(12_000))).toBe('12,000 pictures to learn from, cropped to 64 × 64 px.');
  expect(describePictures(report(0))).toBe('There is no picture in this folder to learn from.');
});

it('says what is left out and why, and nothing where nothing is', () => {
  expect(describeRefused({ ...report(3), refused })).toBe(
    '1,201 files are left out: 1 broken, 1,200 there twice.',
  );
  expect(describeRefused({ ...report(3), refused: { ...refused, duplicate: 0 } })).toBe(
    '1 file is left out: 1 broken.',
  );
  expect(describeRefused(report(3))).toBeNull();
});

it('counts what is no picture by its ending', () => {
  const others = [
    { ending: '.txt', count: 12 },
    { ending: '', count: 1 },
    { ending: null, count: 3 },
  ];
  expect(describeOtherFiles({ ...report(3), others })).toBe(
    '16 files are no pictures: 12 .txt, 1 without an ending, 3 with other endings.',
  );
  expect(describeOtherFiles({ ...report(3), others: [{ ending: '.txt', count: 1 }] })).toBe(
    '1 file is no picture: 1 .txt.',
  );
  expect(describeOtherFiles(report(3))).toBeNull();
});

it('warns of few pictures, and of fewer than a batch has', () => {
  expect(warnOfFewPictures(report(12), 8)).toMatch(/only 12 pictures: .* by heart before long. Look at/);
  expect(warnOfFewPictures(report(7), 8)).toContain('A batch of 8 shows some of them several times.');
  expect(warnOfFewPictures(report(1), 8)).toContain('one picture only');
  expect(warnOfFewPictures(report(50), 64)).toBeNull();
  expect(warnOfFewPictures(report(0), 8)).toBeNull();
});
