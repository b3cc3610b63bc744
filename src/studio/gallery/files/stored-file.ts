/** Names of the files of the gallery: the hash of their bytes, in folders of its first two digits. */
import { createHash } from 'node:crypto';
import { dataFolderLayout } from '../../../platform/data-folder.ts';
import { FILE_TYPES } from './file-types.ts';

export interface StoredFile {
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly fileSha256: string;
  /** Its ending, without a dot. */
  readonly fileType: string;
}

const HASH_DIGITS = 64;
const FOLDER_DIGITS = 2;
const NAME = new RegExp(`^[\\da-f]{${HASH_DIGITS}}\\.(?:${FILE_TYPES.join('|')})$`);

/** @param dataFolder absolute. */
export function picturesFolder(dataFolder: string): string {
  return dataFolderLayout(dataFolder).pictures;
}

export function fileName({ fileSha256, fileType }: StoredFile): string {
  return `${fileSha256}.${fileType}`;
}

/** @returns undefined where it is no name of a stored file. */
export function fileOfName(name: string): StoredFile | undefined {
  if (!NAME.test(name)) return undefined;
  return { fileSha256: name.slice(0, HASH_DIGITS), fileType: name.slice(HASH_DIGITS + 1) };
}

/** @param name of a file, or its hash. */
export function folderOfName(name: string): string {
  return name.slice(0, FOLDER_DIGITS);
}

export function hashOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
