import { describe, expect, it } from 'vitest';
import type { GalleryItem } from '../../../shared/gallery/gallery.ts';
import { ExportDraft } from './export-draft.svelte.ts';

const item = (id: number) => ({ id, recipe: null, title: 'photo.jpg', tags: [] }) as unknown as GalleryItem;

describe('ExportDraft', () => {
  it('makes a folder of its own in the folder that was chosen', () => {
    const draft = new ExportDraft();
    expect(draft.purpose).toBe('folder');
    expect(draft.target).toBeNull();
    draft.place = '/home/me';
    draft.folderName = ' Faces ';
    expect(draft.target).toEqual({
      kind: 'folder',
      path: '/home/me/Faces',
      image: 'png',
      pattern: '{model}-{seed}',
      metadata: true,
    });
    draft.folderName = 'a/b';
    expect(draft.folderProblem).not.toBeNull();
    expect(draft.target).toBeNull();
  });

  it('forgets a place that another kind has no use for', () => {
    const draft = new ExportDraft();
    draft.place = '/home/me';
    draft.choose('html');
    expect(draft.place).toBe('/home/me');
    draft.choose('zip');
    expect(draft.place).toBeNull();
    draft.place = '/home/me/a.zip';
    expect(draft.target?.path).toBe('/home/me/a.zip');
    draft.choose('contact-sheet');
    draft.place = '/home/me/a.pdf';
    expect(draft.target?.sheetFormat).toBe('pdf');
    draft.choose('contact-sheet', 'png');
    expect(draft.purpose).toBe('save-png');
    expect(draft.place).toBeNull();
  });

  it('shows how files would be named, and what is wrong with a pattern', () => {
    const draft = new ExportDraft();
    draft.pattern = '{index}-{title}';
    draft.image = 'jpeg';
    expect(draft.examples([item(1), item(2)], 100)).toEqual(['001-photo.jpg', '002-photo.jpg']);
    draft.pattern = '{modle}';
    expect(draft.patternProblem).toMatch(/\{modle\}/);
    expect(draft.examples([item(1)], 1)).toEqual([]);
    draft.pattern = ' ';
    expect(draft.patternProblem).not.toBeNull();
  });
});
