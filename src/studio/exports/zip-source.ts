/** An import from a zip archive, which is read as it is asked for and never unpacked onto the disk. */
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { printable } from '../../core/checkpoint/printable.ts';
import { counted } from '../../shared/counted.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { DATASET, MANIFEST } from '../../shared/gallery/gallery-export.ts';
import { byName, type ImportSource, MAX_LIST_BYTES, MAX_PICTURE_BYTES, safeParts } from './import-source.ts';

const MAX_ENTRIES = 2_000_000;
/** Hidden files, and what macOS packs beside every file. */
const HIDDEN = /(?:^|\/)(?:\.|__MACOSX\/)/;

export class ZipSource implements ImportSource {
  readonly name = 'The zip archive';
  readonly files: readonly string[];
  readonly #zip: yauzl.ZipFile;
  readonly #entries: ReadonlyMap<string, yauzl.Entry>;
  /** The folder of the archive that its list lies in, with a slash behind; empty at the top. */
  readonly #root: string;

  private constructor(zip: yauzl.ZipFile, entries: ReadonlyMap<string, yauzl.Entry>) {
    this.#zip = zip;
    this.#entries = entries;
    const seen = [...entries.keys()].filter((path) => !HIDDEN.test(path)).sort(byName.compare);
    this.#root = rootOf(seen);
    this.files = seen.flatMap((path) => (path.startsWith(this.#root) ? [path.slice(this.#root.length)] : []));
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

  async readText(file: string): Promise<string> {
    return new TextDecoder().decode(await this.#read(file, MAX_LIST_BYTES));
  }

  // Not without async: a name that leads out would be thrown past whoever waits for the promise.
  async read(file: string): Promise<Uint8Array> {
    return await this.#read(safeParts(file).join('/'), MAX_PICTURE_BYTES);
  }

  [Symbol.dispose](): void {
    this.#zip.close();
  }

  async #read(file: string, most: number): Promise<Uint8Array> {
    const entry = this.#entries.get(this.#root + file);
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

/** Who packs a whole folder has it in the archive, too. */
function rootOf(paths: readonly string[]): string {
  for (const list of [MANIFEST, DATASET]) {
    const [shallowest] = paths
      .filter((path) => path === list || path.endsWith(`/${list}`))
      .sort((a, b) => a.split('/').length - b.split('/').length);
    if (shallowest !== undefined) return shallowest.slice(0, -list.length);
  }
  return '';
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
