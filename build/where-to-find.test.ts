import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROW = /^\| (?<what>.+?) +\| `(?<file>[^`]+)` +\|$/gm;

it('the map of questions and files has forty rows or more, and each file is there', () => {
  const [, table = ''] = readFileSync('docs/architecture.md', 'utf8').split('\n## Where do I find\n');
  const rows = [...table.matchAll(ROW)].map(({ groups }) => groups!);
  expect(rows.length).toBeGreaterThanOrEqual(40);
  expect(rows.filter(({ file = '' }) => !existsSync(file))).toEqual([]);
  expect(new Set(rows.map(({ what }) => what)).size).toBe(rows.length);
});

it('what holds each promise of docs/security.md is there', () => {
  const files = [...readFileSync('docs/security.md', 'utf8').matchAll(/`([\w./-]+\/[\w.-]+\.ts)`/g)].map(
    ([, file]) => file!,
  );
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});
