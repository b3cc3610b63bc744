import { describe, expect, it } from 'vitest';
import { FILM_FORMATS } from '../../shared/path/film.ts';
import { filmFormat, isVideo } from './film-format.ts';

describe('filmFormat', () => {
  it.each([
    ['film.mp4', 'mp4'],
    ['film.webm', 'webm'],
    ['a/film.gif', 'gif'],
    ['film.APNG', 'apng'],
    ['film.webp', 'webp'],
    ['film.png', 'sheet'],
    ['films/v1', 'frames'],
  ])('%s: %s', (out, format) => expect(filmFormat(out)).toBe(format));

  it('says what there is where a name says nothing', () => {
    expect(() => filmFormat('film.txt')).toThrow(/says no format: give a .mp4/);
  });
});

it('knows videos', () => expect(FILM_FORMATS.filter(isVideo)).toEqual(['mp4', 'webm']));
