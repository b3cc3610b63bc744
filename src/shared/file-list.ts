export const FILE_PURPOSES = [
  'open-checkpoint',
  /** A `manifest.json` or `metadata.jsonl` of the gallery, a page beside one, or a zip with one. */
  'open-export',
  'save-safetensors',
  'save-onnx',
  'save-mp4',
  'save-webm',
  'save-gif',
  'save-webp',
  'save-apng',
  'save-zip',
  'save-png',
  'save-pdf',
  /** To write into. */
  'folder',
  /** To read what is in it. */
  'open-folder',
] as const;
export type FilePurpose = (typeof FILE_PURPOSES)[number];

export interface FileEntry {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly kind: 'folder' | 'file';
  /** 0 for folders. */
  readonly bytes: number;
}

export interface FileList {
  readonly folder: string;
  /** Null at the top of what may be read. */
  readonly parent: string | null;
  /** Folders first, then the files that fit the purpose, by name. */
  readonly entries: readonly FileEntry[];
  /** Names that are not in UTF-8, with � where they are not: what they name is not among the entries. */
  readonly notUtf8: readonly string[];
  /** True if a file could be written into this folder. */
  readonly writable: boolean;
}
