import type { PictureFormat } from '../../pictures/picture-format.ts';

/** The kinds of picture files that the gallery holds: those that browsers show. */
export const FILE_TYPES = ['png', 'jpg', 'webp', 'gif', 'avif'] as const;
export type FileType = (typeof FILE_TYPES)[number];

/** Undefined for what is read, but not held. */
export const TYPE_OF_FORMAT: Readonly<Record<PictureFormat, FileType | undefined>> = {
  png: 'png',
  jpeg: 'jpg',
  webp: 'webp',
  gif: 'gif',
  avif: 'avif',
  tiff: undefined,
};

/** @returns the media type. */
export function mediaType(fileType: string): string {
  return `image/${fileType === 'jpg' ? 'jpeg' : fileType}`;
}
