/** Items of the gallery in words. */
import { counted } from '../../shared/counted.ts';
import type { GalleryItem } from '../../shared/gallery/gallery.ts';

/** The name of an item for screen readers, with what its marks say. */
export function itemName({ title, kind, rating, favourite, tags }: GalleryItem): string {
  return [
    title,
    ...(kind === 'reference' ? ['reference'] : []),
    ...(rating > 0 ? [counted(rating, 'star')] : []),
    ...(favourite ? ['favourite'] : []),
    ...(tags.length > 0 ? [`tagged ${tags.join(', ')}`] : []),
  ].join(', ');
}

export const shortDate = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

export const dateAndTime = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
