/** Where an import is read from: a folder or a zip. Names in a manifest lead nowhere else. */
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { openFileSource } from '../../platform/file-source.ts';
import { fileError } from '../../platform/file-error.ts';
import { shownPath } from '../../platform/shown-path.ts';
import { counted } from '../../shared/counted.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { MANIFEST } from './manifest.ts';

export interface ImportSource extends Disposable {
  readManifest(): Promise<string>;
  /** @param file the path that the manifest gives. @throws {TrilemmaError} `file`. */
  read(file: string): Promise<Uint8Array>;
}

const MAX_MANIFEST_BYTES = 2 ** 29 - 2 ** 20;
const MAX_PICTURE_BYTES = 2 ** 28;
const MAX_ENTRIES = 2_000_000;
/** Blanks may come before the first brace. */
const JSON_HEAD_BYTES = 256;

/** @param path of a manifest, a folder with one, or a zip. @throws {TrilemmaError} `file`. */
export async function openImportSource(path: string): Promise<ImportSource> {
  try {
    if (statSync(path).isDirectory()) return new FolderSource(path, MANIFEST);
    return isZip(path) ? await ZipSource.open(path) : new FolderSource(dirname(path), basename(path));
  } catch (cause) {
    throw fileError(`${shownPath(path)} cannot be imported`, cause);
  }
}

/** @throws {TrilemmaError} `file` where it cannot be read. */
export function isZip(path: string): boolean {
  using file = openFileSource(path);
  const [p, k] = file.read(0, Math.min(2, file.size));
  return p === 0x50 && k === 0x4b;
}

/** Whether a file begins as a manifest does, and no picture. @throws {TrilemmaError} `file` where it cannot be read. */
export function isJson(path: string): boolean {
  using file = openFileSource(path);
  const head = Buffer.from(file.read(0, Math.min(JSON_HEAD_BYTES, file.size))).toString('latin1');
  return /^(?:\xef\xbb\xbf)?\s*\{/.test(head);
}

class FolderSource implements ImportSource {
  readonly #root: string;
  readonly #manifest: string;

  constructor(root: string, manifest: string) {
    this.#root = realpathSync(root);
    this.#manifest = manifest;
  }

  readManifest(): Promise<string> {
    return Promise.resolve(
      new TextDecoder().decode(readBounded(join(this.#root, this.#manifest), MAX_MANIFEST_BYTES)),
    );
  }

  async read(file: string): Promise<Uint8Array> {
    await Promise.resolve();
    const path = join(this.#root, ...safeParts(file));
    let real: string;
    try {
      real = realpathSync(path);
    } catch (cause) {
      throw fileError(`${file} cannot be read`, cause);
    }
    // A link that leads out of the folder is a name that does.
    if (!real.startsWith(this.#root.endsWith(sep) ? this.#root : this.#root + sep)) throw leadsOut(file);
    return readBounded(real, MAX_PICTURE_BYTES);
  }

  [Symbol.dispose](): void {
    // Nothing is held open.
  }
}

function readBounded(path: string, most: number): Uint8Array {
  using source = openFileSource(path);
  if (source.size > most)
    throw new TrilemmaError(
      'file',
      `${shownPath(path)} has ${counted(source.size, 'byte')}: too many to import.`,
    );
  return source.read(0, source.size);
}

/** @throws {TrilemmaError} `file` for a name that could lead out of its folder. */
function safeParts(file: string): readonly string[] {
  const parts = file.split('/');
  const isSafe =
    !isAbsolute(file) &&
    !/[\\:\0]/.test(file) &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isSafe) throw leadsOut(file);
  return parts;
}

function leadsOut(file: string): TrilemmaError {
  return new TrilemmaError('file', `${printable(file)} leads out of the import's folder, and is not read.`);
}

function printable(text: string): string {
  return text.replace(/\p{C}/gu, '?').slice(0, 200);
}

class ZipSource implements ImportSource {
  readonly #zip: yauzl.ZipFile;
  readonly #entries: ReadonlyMap<string, yauzl.Entry>;

  private constructor(zip: yauzl.ZipFile, entries: ReadonlyMap<string, yauzl.Entry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  static async open(path: string): Promise<ZipSource> {
    const open = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);
    const zip = await open(path, { autoClose: false, lazyEntries: true, validateEntrySizes: true }).catch(
      (cause: unknown) => {
        throw damaged(cause);
      },
    );
    try {
      return new ZipSource(zip, await entriesOf(zip));
    } catch (cause) {
      zip.close();
      throw cause;
    }
  }

  async readManifest(): Promise<string> {
    return new TextDecoder().decode(await this.#read(MANIFEST, MAX_MANIFEST_BYTES));
  }

  // Not without async: a name that leads out would be thrown past whoever waits for the promise.
  async read(file: string): Promise<Uint8Array> {
    return await this.#read(safeParts(file).join('/'), MAX_PICTURE_BYTES);
  }

  [Symbol.dispose](): void {
    this.#zip.close();
  }

  async #read(file: string, most: number): Promise<Uint8Array> {
    const entry = this.#entries.get(file);
    if (entry === undefined) throw new TrilemmaError('file', `${printable(file)} is not in the zip archive.`);
    if (entry.uncompressedSize > most) {
      throw new TrilemmaError(
        'file',
        `${printable(file)} says that it unpacks to ${counted(entry.uncompressedSize, 'byte')}: too many to import.`,
      );
    }
    const openStream = promisify<yauzl.Entry, NodeJS.ReadableStream>((of, done) => {
      this.#zip.openReadStream(of, done);
    });
    try {
      const bytes = Buffer.alloc(entry.uncompressedSize);
      let at = 0;
      // Sizes are checked on the way: what is longer than it says ends with an error.
      for await (const chunk of await openStream(entry)) {
        if (typeof chunk !== 'string') at += chunk.copy(bytes, at);
      }
      return bytes;
    } catch (cause) {
      throw damaged(cause);
    }
  }
}

/** All entries that are plain files. Archives whose entries lie over each other are refused. */
async function entriesOf(zip: yauzl.ZipFile): Promise<ReadonlyMap<string, yauzl.Entry>> {
  if (zip.entryCount > MAX_ENTRIES) throw damaged(new Error('it has too many entries'));
  const entries = new Map<string, yauzl.Entry>();
  let stored = 0;
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  zip.on('entry', (entry: yauzl.Entry) => {
    stored += entry.compressedSize;
    if (isPlainFile(entry)) entries.set(entry.fileName, entry);
    zip.readEntry();
  });
  zip.on('end', () => resolve(undefined));
  zip.on('error', (cause: Error) => reject(damaged(cause)));
  zip.readEntry();
  await promise;
  if (stored > zip.fileSize) throw damaged(new Error('its entries lie over each other'));
  return entries;
}

const FILE_KIND = 0o170000;
const PLAIN = 0o100000;

/** Neither a folder nor a link; the upper half of the attributes is Unix's mode, or 0. */
function isPlainFile({ fileName, externalFileAttributes }: yauzl.Entry): boolean {
  const kind = (externalFileAttributes >>> 16) & FILE_KIND;
  return !fileName.endsWith('/') && (kind === 0 || kind === PLAIN);
}

function damaged(cause: unknown): TrilemmaError {
  if (cause instanceof TrilemmaError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TrilemmaError('file', `The zip archive cannot be imported: ${reason.replace(/\.$/, '')}.`, {
    cause,
  });
}
