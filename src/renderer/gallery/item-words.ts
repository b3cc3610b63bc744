/** Items of the gallery in words. */
import type { GalleryItem } from '../../shared/gallery.ts';

/** The name of an item for screen readers, with what its marks say. */
export function itemName({ title, kind, rating, favourite, tags }: GalleryItem): string {
  return [
    title,
    ...(kind === 'reference' ? ['reference'] : []),
    ...(rating > 0 ? [starWords(rating)] : []),
    ...(favourite ? ['favourite'] : []),
    ...(tags.length > 0 ? [`tagged ${tags.join(', ')}`] : []),
  ].join(', ');
}

export function starWords(rating: number): string {
  return rating === 1 ? '1 star' : `${rating} stars`;
}

export function countWords(count: number): string {
  return count === 1 ? '1 picture' : `${number.format(count)} pictures`;
}

export const number = new Intl.NumberFormat('en');

export const shortDate = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

export const dateAndTime = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
