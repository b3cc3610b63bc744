import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkedModelName, freeName, freeNameFromFile, isModelName, nameFromFile } from './model-name.ts';

describe('nameFromFile', () => {
  it.each([
    ['/downloads/netG_1200.pth', 'netg_1200'],
    ['Net G (1).safetensors', 'net-g-1'],
    ['Ünïcode Façade.pth', 'unicode-facade'],
    ['C:\\x\\netG_1200.pth', 'netg_1200'],
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

  it.each(['../faces', 'a/b', 'a\\b', 'CON', '', '.', 'Faces'])('refuses %j and proposes another', (name) => {
    const refused = () => checkedModelName(name);
    expect(refused).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(refused).toThrow(/such as "[\d_a-z][\w.-]*"\.$/);
  });
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

describe('freeNameFromFile', () => {
  it('makes a name that is not taken', () => {
    expect(freeNameFromFile('/x/Net G (1).pth', new Set())).toBe('net-g-1');
    expect(freeNameFromFile('/x/netG_1200.pth', new Set(['netg_1200', 'netg_1200-2']))).toBe('netg_1200-3');
  });
});

describe('isModelName', () => {
  it.each(['faces', 'a', '0', 'net-g_1.2', 'x'.repeat(64), 'console', 'con-1'])('accepts %s', (name) => {
    expect(isModelName(name)).toBe(true);
  });

  it.each([
    '',
    '.',
    '..',
    '.faces',
    '-faces',
    '_faces',
    'faces.',
    'Faces',
    'a/b',
    'a\\b',
    'a b',
    'a\n',
    'a\0',
    'é',
    'con',
    'nul.x',
    'com1',
    'lpt9.txt',
    'x'.repeat(65),
  ])('refuses %j', (name) => {
    expect(isModelName(name)).toBe(false);
  });
});
