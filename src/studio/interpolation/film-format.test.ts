import { describe, expect, it } from 'vitest';
import { filmFormat } from './film-format.ts';

describe('filmFormat', () => {
  it.each([
    ['a/film.gif', 'gif'],
    ['film.APNG', 'apng'],
    ['film.webp', 'webp'],
    ['film.png', 'sheet'],
    ['films/v1', 'frames'],
  ])('%s: %s', (out, format) => expect(filmFormat(out)).toBe(format));

  it.each([
    ['film.mp4', /studio's window/],
    ['film.webm', /studio's window/],
    ['film.txt', /says no format/],
  ])('says what to do about %s', (out, words) => expect(() => filmFormat(out)).toThrow(words));
});
