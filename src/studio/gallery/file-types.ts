/** The kinds of picture files that the gallery holds: those that browsers show. */
export const FILE_TYPES = ['png', 'jpg', 'webp', 'gif', 'avif'] as const;
export type FileType = (typeof FILE_TYPES)[number];

/** By the format's name as the decoder has it. */
export const TYPE_OF_FORMAT: ReadonlyMap<string, FileType> = new Map([
  ['png', 'png'],
  ['jpeg', 'jpg'],
  ['webp', 'webp'],
  ['gif', 'gif'],
  ['heif', 'avif'],
]);

/** @returns the media type. */
export function mediaType(fileType: string): string {
  return `image/${fileType === 'jpg' ? 'jpeg' : fileType}`;
}
