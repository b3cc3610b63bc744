import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isModelName } from '../../shared/models/model-card.ts';
import { caught } from '../../platform/testing/caught.ts';
import { checkedModelName, freeName, nameFromFile } from './model-name.ts';

describe('nameFromFile', () => {
  it.each([
    ['/downloads/netG_1200.pth', 'netg_1200'],
    ['Net G (1).safetensors', 'net-g-1'],
    ['Ünïcode Façade.pth', 'unicode-facade'],
    ['model', 'model'],
    ['con.pth', 'model-con'],
    ['nul.v2.pth', 'model-nul.v2'],
    ['.pth', 'pth'],
    ['顔.pth', 'model'],
    ['---.pth', 'model'],
    ['a..pth', 'a'],
    ['--rm -rf.pth', 'rm-rf'],
    [`${'x'.repeat(200)}.pth`, 'x'.repeat(64)],
  ])('%s -> %s', (path, name) => {
    expect(nameFromFile(path)).toBe(name);
  });

  it('gives a name that can be used, whatever the file is called', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (path) => isModelName(nameFromFile(path))));
  });
});

describe('checkedModelName', () => {
  it('gives a usable name back', () => {
    expect(checkedModelName('faces-64')).toBe('faces-64');
  });

  it.each(['../faces', 'a/b', 'a\\b', 'CON', '', '.', 'Faces'])(
    'refuses %j and proposes another',
    async (name) => {
      const error = await caught(() => checkedModelName(name));
      expect(error.code).toBe('usage');
      const proposed = /such as "(.*)"/.exec(error.message)?.[1] ?? '';
      expect(isModelName(proposed)).toBe(true);
    },
  );
});

describe('freeName', () => {
  it('counts up from 2', () => {
    expect(freeName('a', new Set())).toBe('a');
    expect(freeName('a', new Set(['a', 'a-2']))).toBe('a-3');
  });

  it('stays within the length of a name', () => {
    const longest = 'x'.repeat(64);
    expect(freeName(longest, new Set([longest]))).toBe(`${'x'.repeat(62)}-2`);
  });
});
