/** Lists of folders, for the interface's own file picker. */
import { constants } from 'node:fs';
import type { Dirent } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, extname, isAbsolute, join, parse } from 'node:path';
import { assertNever } from '../../shared/assert-never.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { FileEntry, FileList, FilePurpose } from '../../shared/file-list.ts';
import { fileError, isNotUtf8 } from '../../platform/file-error.ts';

/** No one looks through more. */
const MOST_ENTRIES = 5000;

/** Asked of the disk at once. */
const AT_ONCE = 64;

/** To look into a folder takes both. */
const LIST = constants.R_OK | constants.X_OK;

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/**
 * Folders, and the files that fit the purpose, of a folder. Only what the user may read; hidden entries and links to
 * nothing are left out.
 *
 * @param folder absolute; without it, the user's home, or what is above where that cannot be read
 * @throws TrilemmaError 'file' where it is no folder, or may not be read.
 */
export async function listFiles(folder: string | undefined, purpose: FilePurpose): Promise<FileList> {
  if (folder === undefined) return listHome(purpose);
  if (!isAbsolute(folder)) {
    throw new TrilemmaError('file', `${folder} cannot be listed: give the whole path of a folder.`);
  }
  try {
    const real = await realpath(folder);
    const found = await readdir(real, { withFileTypes: true });
    const visible = found.filter(({ name }) => !name.startsWith('.')).sort(inOrder);
    return {
      folder: real,
      parent: await parentOf(real),
      entries: await firstReadable(real, visible, endingsOf(purpose)),
      notUtf8: visible.flatMap(({ name }) => (isNotUtf8(name) ? [name] : [])),
      writable: await may(real, constants.W_OK),
    };
  } catch (cause) {
    throw fileError(`The folder ${folder} cannot be listed`, cause);
  }
}

async function listHome(purpose: FilePurpose): Promise<FileList> {
  const home = homedir();
  const readable = await may(home, LIST);
  return listFiles(readable ? home : parse(home).root, purpose);
}

function endingsOf(purpose: FilePurpose): readonly string[] {
  switch (purpose) {
    case 'open-checkpoint':
      return ['.pth', '.pt', '.ckpt', '.bin', '.safetensors'];
    case 'save-safetensors':
      return ['.safetensors'];
    case 'save-onnx':
      return ['.onnx'];
    case 'save-mp4':
    case 'save-webm':
    case 'save-gif':
    case 'save-webp':
    case 'save-apng':
      return [purpose.replace('save-', '.')];
    case 'open-export':
      return ['.json', '.jsonl', '.html', '.zip'];
    case 'save-zip':
      return ['.zip'];
    case 'save-png':
      return ['.png'];
    case 'save-pdf':
      return ['.pdf'];
    case 'folder':
    case 'open-folder':
      return [];
    default:
      return assertNever(purpose);
  }
}

function inOrder(a: { readonly name: string }, b: { readonly name: string }): number {
  return byName.compare(a.name, b.name) || (a.name < b.name ? -1 : 1);
}

/** Folders, then files, each by name. Links count as what they lead to. */
async function firstReadable(
  folder: string,
  found: readonly Dirent[],
  endings: readonly string[],
): Promise<readonly FileEntry[]> {
  const fits = (name: string) => endings.includes(extname(name).toLowerCase());
  const places = found.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
  const plain = found.filter((entry) => entry.isFile() && fits(entry.name));
  const candidates = [...places, ...plain.slice(0, MOST_ENTRIES)].map(({ name }) => name);
  const folders: FileEntry[] = [];
  const files: FileEntry[] = [];
  for (let first = 0; first < candidates.length && folders.length < MOST_ENTRIES; first += AT_ONCE) {
    const some = candidates.slice(first, first + AT_ONCE);
    for (const entry of await Promise.all(some.map((name) => readableEntry(folder, name)))) {
      if (entry?.kind === 'folder') folders.push(entry);
      else if (entry !== undefined && fits(entry.name)) files.push(entry);
    }
  }
  return [...folders, ...files.sort(inOrder)].slice(0, MOST_ENTRIES);
}

async function readableEntry(folder: string, name: string): Promise<FileEntry | undefined> {
  const path = join(folder, name);
  try {
    const status = await stat(path);
    if (status.isDirectory()) {
      return (await may(path, LIST)) ? { name, path, kind: 'folder', bytes: 0 } : undefined;
    }
    const readable = status.isFile() && (await may(path, constants.R_OK));
    return readable ? { name, path, kind: 'file', bytes: status.size } : undefined;
  } catch {
    // A link to nothing or in a circle, or gone since.
    return undefined;
  }
}

async function parentOf(folder: string): Promise<string | null> {
  const parent = dirname(folder);
  return parent !== folder && (await may(parent, LIST)) ? parent : null;
}

async function may(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
