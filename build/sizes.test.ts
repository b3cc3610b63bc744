/** A file is one room, and a folder is looked over at a glance. */
import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';

const MOST_LINES = 300;
const MOST_FILES = 20;

const files = globSync('src/**/*.{ts,svelte,css,html}').filter((file) => !file.includes('.test.'));

it('no file of the sources is longer than 300 lines', () => {
  expect(files.length).toBeGreaterThan(500);
  const lines = (file: string) => readFileSync(file, 'utf8').split('\n').length - 1;
  expect(files.filter((file) => lines(file) > MOST_LINES)).toEqual([]);
});

it('no folder of the sources has more than 20 files beside each other', () => {
  const folders = Object.entries(Object.groupBy(files, (file) => dirname(file)));
  expect(folders.filter(([, inside]) => inside!.length > MOST_FILES).map(([folder]) => folder)).toEqual([]);
});
