import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { shownKeys } from './keys.ts';
import {
  type Place,
  PLACES,
  SHORTCUT_IDS,
  shortcutKeys,
  shortcutLabel,
  shortcutPlace,
} from './shortcut-list.ts';

it.each<readonly Place[]>([
  ['everywhere', 'create', 'picture'],
  ['everywhere', 'explore', 'picture', 'variations'],
  ['everywhere', 'gallery', 'selection'],
  ['everywhere', 'playhead', 'path'],
  ['everywhere', 'train'],
  ['everywhere', 'models'],
  ['picture', 'large'],
  ['compare'],
])('no key means two things in %s', (...places) => {
  const keys = SHORTCUT_IDS.filter((id) => places.includes(shortcutPlace(id))).flatMap(shortcutKeys);
  expect(keys.length).toBeGreaterThan(4);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

it('each is handled somewhere', () => {
  const sources = globSync('src/renderer/**/*.{ts,svelte}').filter((file) => !file.includes('shortcut-list'));
  const code = sources.map((file) => readFileSync(file, 'utf8')).join('');
  expect(SHORTCUT_IDS.filter((id) => !code.includes(`'${id}'`))).toEqual([]);
});

it('the guide has the table of all of them', () => {
  const rows = SHORTCUT_IDS.map((id) => {
    const keys = shownKeys(id).map((shown) => `\`${shown}\``);
    return `| ${PLACES[shortcutPlace(id)]} | ${keys.join(' ')} | ${shortcutLabel(id)} |`;
  });
  const [, guide = ''] = readFileSync('docs/guide.md', 'utf8').split('\n## Keys\n');
  expect(guide.match(/^\|.*\|$/gm)).toEqual(['| where | keys | what |', '| --- | --- | --- |', ...rows]);
});
