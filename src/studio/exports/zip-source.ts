/** An import from a zip archive, which is read as it is asked for and never unpacked onto the disk. */
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { printable } from '../../core/checkpoint/printable.ts';
import { systemCode } from '../../platform/file-error.ts';
import { shownPath } from '../../platform/shown-path.ts';
import { counted } from '../../shared/counted.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { RefusedFile } from '../../shared/gallery/gallery.ts';
import { byName, type ImportSource, MAX_LIST_BYTES, MAX_PICTURE_BYTES, safeParts } from './import-source.ts';

const MAX_ENTRIES = 2_000_000;
/** Hidden files, and what macOS packs beside every file. */
const HIDDEN = /(?:^|\/)(?:\.|__MACOSX\/)/;

const UNPACK = 'unpack the archive, and import the folder';

export class ZipSource implements ImportSource {
  readonly name: string;
  readonly files: readonly string[];
  readonly refused: readonly RefusedFile[];
  readonly #zip: yauzl.ZipFile;
  readonly #entries: ReadonlyMap<string, yauzl.Entry>;

  private constructor(name: string, zip: yauzl.ZipFile, { entries, refused }: Entries) {
    this.name = name;
    this.#zip = zip;
    this.#entries = entries;
    this.refused = refused;
    this.files = [...entries.keys()].filter((path) => !HIDDEN.test(path)).sort(byName.compare);
  }

  /** @throws what the system says; TrilemmaError `file` where the archive cannot be read. */
  static async open(path: string): Promise<ZipSource> {
    const name = shownPath(path);
    const open = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);
    // Names are checked here, one by one: the library would refuse the whole archive for one of them.
    const options = { autoClose: false, lazyEntries: true, validateEntrySizes: true, decodeStrings: false };
    const zip = await open(path, options).catch((cause: unknown) => {
      throw unreadable(name, cause);
    });
    try {
      return new ZipSource(name, zip, await entriesOf(zip));
    } catch (cause) {
      zip.close();
      throw unreadable(name, cause);
    }
  }

  async readText(file: string): Promise<string> {
    return new TextDecoder().decode(await this.#read(file, MAX_LIST_BYTES));
  }

  // Async, so that a name that leads out of the archive rejects the promise rather than throwing at once.
  async read(file: string): Promise<Uint8Array> {
    return await this.#read(safeParts(file).join('/'), MAX_PICTURE_BYTES);
  }

  [Symbol.dispose](): void {
    this.#zip.close();
  }

  async #read(file: string, most: number): Promise<Uint8Array> {
    const entry = this.#entry(file);
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
      throw new TrilemmaError('file', `${printable(file)} is damaged in ${this.name}.`, { cause });
    }
  }

  #entry(file: string): yauzl.Entry {
    const entry = this.#entries.get(file);
    if (entry === undefined) throw new TrilemmaError('file', this.#whyMissing(file));
    const why = whyUndecodable(file, entry);
    if (why !== undefined) throw new TrilemmaError('file', why);
    return entry;
  }

  #whyMissing(file: string): string {
    const refusal = this.refused.find(({ path }) => path === file);
    return refusal?.message ?? `${printable(file)} is not in ${this.name}.`;
  }
}

interface Entries {
  /** By name, with slashes. */
  readonly entries: ReadonlyMap<string, yauzl.Entry>;
  readonly refused: readonly RefusedFile[];
}

/** All entries that are plain files. Archives whose entries lie over each other are refused. */
async function entriesOf(zip: yauzl.ZipFile): Promise<Entries> {
  if (zip.entryCount > MAX_ENTRIES) throw new Error('it has too many entries');
  const entries = new Map<string, yauzl.Entry>();
  const refused: RefusedFile[] = [];
  let stored = 0;
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  zip.on('entry', (entry: yauzl.Entry) => {
    stored += entry.compressedSize;
    const name = nameOf(entry);
    if (!name.endsWith('/')) {
      const message = whyUnsafe(name, entry);
      if (message === undefined) entries.set(name, entry);
      else refused.push({ path: name, message });
    }
    zip.readEntry();
  });
  zip.on('end', () => resolve(undefined));
  zip.on('error', reject);
  zip.readEntry();
  await promise;
  if (stored > zip.fileSize) throw new Error('its entries lie over each other');
  return { entries, refused };
}

function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: yauzl.Entry): string {
  return yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

const FILE_KIND = 0o170000;
const PLAIN = 0o100000;

/** Why an entry is not read, however it came in; undefined where it can be. */
function whyUnsafe(name: string, { externalFileAttributes }: yauzl.Entry): string | undefined {
  // The upper half of the attributes is Unix's mode, or 0.
  const kind = (externalFileAttributes >>> 16) & FILE_KIND;
  if (kind !== 0 && kind !== PLAIN) return `${printable(name)} is a link or a device, and is not read.`;
  try {
    safeParts(name);
    return undefined;
  } catch (error) {
    if (error instanceof TrilemmaError) return error.message;
    throw error;
  }
}

function whyUndecodable(file: string, entry: yauzl.Entry): string | undefined {
  if (entry.isEncrypted()) return `${printable(file)} is encrypted: ${UNPACK}.`;
  if (entry.canDecodeFileData()) return undefined;
  return `${printable(file)} is packed in a way that is not read here (method ${entry.compressionMethod}): ${UNPACK}.`;
}

/** @returns what the system said as it is, and what the library said in words. */
function unreadable(name: string, cause: unknown): unknown {
  if (systemCode(cause) !== undefined || !(cause instanceof Error)) return cause;
  return new TrilemmaError('file', `${name} cannot be imported: ${reasonOf(cause.message)}.`, { cause });
}

function reasonOf(message: string): string {
  if (message.includes('encryption')) return `it is encrypted; ${UNPACK}`;
  if (message.includes('multi-disk')) return `it is one part of several; ${UNPACK}`;
  if (message.startsWith('it')) return message;
  return 'the zip is damaged or cut short; fetch it, or make it, again';
}
