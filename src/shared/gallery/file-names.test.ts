import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileNames } from './file-names.ts';
import type { GalleryItem } from './gallery.ts';
import type { Recipe } from '../recipe/recipe.ts';

const recipe: Recipe = {
  version: 1,
  model: { name: 'noise', sha256: '0'.repeat(64) },
  steps: 2,
  seed: '42',
  temperature: { x_T: 1, z: 1 },
  imageSize: 16,
  madeWith: { app: '0.1.0', provider: 'cpu', runtime: 'test' },
};

const item = (change: Partial<GalleryItem> = {}): GalleryItem => ({
  id: 7,
  kind: 'picture',
  fileType: 'png',
  recipe,
  width: 16,
  height: 32,
  favourite: false,
  rating: 3,
  tags: ['a', 'b'],
  note: '',
  collections: [],
  keptAt: Date.UTC(2026, 10, 23, 4, 5, 6),
  trashedAt: null,
  title: 'noise 42',
  ...change,
});

const named = (pattern: string, ...items: readonly GalleryItem[]) => {
  const names = new FileNames(pattern, 1000);
  return items.map((one, at) => names.next(one, at + 1));
};

describe('FileNames', () => {
  it('fills in every field', () => {
    const pattern = '{model} {seed} {date} {time} {rating} {index} {tags} {title} {steps} {size} {id}';
    expect(named(pattern, item())).toEqual(['noise 42 2026-11-23 04-05-06 3 0001 a b noise 42 T2 16x32 7']);
    expect(named('{model}-{seed}', item({ recipe: null, title: 'photo.jpg' }))).toEqual(['photo-reference']);
  });

  it('numbers equal names, also those that differ in case alone', () => {
    const titles = ['A', 'a', 'a-2', 'a'].map((title) => item({ title }));
    expect(named('{title}', ...titles)).toEqual(['A', 'a-2', 'a-2-2', 'a-3']);
  });

  it('refuses a field that there is not', () => {
    expect(() => new FileNames('{modle}', 1)).toThrow(/\{modle\}: use \{model\}/);
  });

  it('is safe on every system, whatever stands in a title', () => {
    const title = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        '../../etc/passwd',
        '/etc',
        'C:\\x',
        'con',
        'NUL.txt',
        '..',
        '.',
        '',
        ' . ',
        '-rf',
        '~',
        '\u202Egnp',
      ),
    );
    fc.assert(
      fc.property(fc.array(title, { minLength: 1, maxLength: 6 }), (titles) => {
        const names = named('{title}', ...titles.map((text) => item({ title: text })));
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
        for (const name of names) {
          expect(name).not.toMatch(/[/\\:*?"<>|\p{C}]|^[\s.~-]|[\s.]$|^$/u);
          expect(name).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i);
          expect(Buffer.byteLength(name)).toBeLessThan(200);
        }
      }),
    );
  });
});
