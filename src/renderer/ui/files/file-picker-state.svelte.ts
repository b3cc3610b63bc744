import type { FileEntry, FileList, FilePurpose } from '../../../shared/file-list.ts';
import { joined, nameProblem, withEnding } from '../../app/file-paths.ts';

type ListFolder = (folder: string | undefined) => Promise<FileList>;

const ENDINGS: Readonly<Partial<Record<FilePurpose, string>>> = {
  'save-safetensors': '.safetensors',
  'save-onnx': '.onnx',
  'save-mp4': '.mp4',
  'save-webm': '.webm',
  'save-gif': '.gif',
  'save-webp': '.webp',
  'save-apng': '.apng',
  'save-zip': '.zip',
  'save-png': '.png',
  'save-pdf': '.pdf',
};

/** Where the last file was chosen; the next choice begins there. */
let lastFolder: string | undefined;

/** A folder that is looked through, and the file that is about to be chosen. */
export class FilePickerState {
  readonly purpose: FilePurpose;
  /** Ending of the file to save; undefined where an existing file is chosen. */
  readonly ending: string | undefined;
  /** True if a folder is chosen, and files are not shown. */
  readonly isOfFolders: boolean;
  readonly #listFolder: ListFolder;
  #listing = $state.raw<FileList | null>(null);
  #problem = $state<string | null>(null);
  #active = $state(0);
  #asked = 0;
  #name = $state('');
  #replaces = $state(false);

  constructor(purpose: FilePurpose, suggestedName: string, listFolder: ListFolder) {
    this.purpose = purpose;
    this.ending = ENDINGS[purpose];
    this.isOfFolders = purpose === 'folder' || purpose === 'open-folder';
    this.#name = suggestedName;
    this.#listFolder = listFolder;
  }

  readonly entries: readonly FileEntry[] = $derived.by(() => {
    const entries = this.#listing?.entries ?? [];
    return this.isOfFolders ? entries.filter(({ kind }) => kind === 'folder') : entries;
  });

  /** The entry that keys and buttons act on. */
  readonly active: FileEntry | undefined = $derived.by(() => this.entries[this.#active]);

  /** What is wrong with the name of the file to save, or null. */
  readonly nameProblem: string | null = $derived.by(() =>
    this.ending === undefined ? null : nameProblem(this.#name.trim()),
  );

  readonly canChoose: boolean = $derived.by(() => {
    if (this.#listing === null) return false;
    if (this.ending !== undefined) return this.nameProblem === null && this.#listing.writable;
    if (this.isOfFolders) return this.purpose === 'open-folder' || this.#listing.writable;
    return this.active !== undefined;
  });

  get listing(): FileList | null {
    return this.#listing;
  }

  /** Why a folder could not be shown; the one before it stays. */
  get problem(): string | null {
    return this.#problem;
  }

  get activeIndex(): number {
    return this.#active;
  }

  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = name;
    this.#replaces = false;
  }

  /** True if the user is asked if the file that is there may be replaced. */
  get asksToReplace(): boolean {
    return this.#replaces;
  }

  /** Shows the folder where the last file was chosen, or else the user's home. */
  async start(): Promise<void> {
    if (lastFolder !== undefined && (await this.open(lastFolder))) return;
    await this.open(undefined);
  }

  /** @returns whether it is shown now. Of several that are asked for, the last is. */
  async open(folder: string | undefined): Promise<boolean> {
    const asked = ++this.#asked;
    const before = this.#listing?.folder;
    try {
      const listing = await this.#listFolder(folder);
      if (asked !== this.#asked) return false;
      this.#listing = listing;
      this.#problem = null;
      this.#replaces = false;
      // Going up, the folder that one came from is found again at once.
      this.#active = Math.max(
        0,
        this.entries.findIndex(({ path }) => path === before),
      );
      return true;
    } catch (error) {
      if (asked === this.#asked) this.#problem = error instanceof Error ? error.message : String(error);
      return false;
    }
  }

  async openParent(): Promise<void> {
    const parent = this.#listing?.parent ?? null;
    if (parent !== null) await this.open(parent);
  }

  activate(index: number): void {
    this.#active = Math.max(0, Math.min(index, this.entries.length - 1));
    const { active } = this;
    if (this.ending !== undefined && active?.kind === 'file') this.name = active.name;
  }

  /** The next entry whose name begins with what was typed, from the active one on and around. */
  find(typed: string): void {
    const { entries } = this;
    const wanted = typed.toLowerCase();
    const from = typed.length === 1 ? this.#active + 1 : this.#active;
    for (let i = 0; i < entries.length; i++) {
      const index = (from + i) % entries.length;
      if (entries[index]!.name.toLowerCase().startsWith(wanted)) {
        this.activate(index);
        return;
      }
    }
  }

  /** @returns the path that the user decided for; null where there is more to say or to see first. */
  async choose(): Promise<string | null> {
    const listing = this.#listing;
    if (listing === null || !this.canChoose) return null;
    if (this.ending !== undefined) return this.#save(listing, this.ending);
    if (this.isOfFolders) return this.#decided(listing, listing.folder);
    const entry = this.active!;
    if (entry.kind === 'file') return this.#decided(listing, entry.path);
    await this.open(entry.path);
    return null;
  }

  dontReplace(): void {
    this.#replaces = false;
  }

  #save(listing: FileList, ending: string): string | null {
    const name = withEnding(this.#name.trim(), ending);
    const isThere = listing.entries.some((entry) => entry.name.toLowerCase() === name.toLowerCase());
    if (isThere && !this.#replaces) {
      this.#replaces = true;
      return null;
    }
    return this.#decided(listing, joined(listing.folder, name));
  }

  #decided({ folder }: FileList, path: string): string {
    lastFolder = folder;
    return path;
  }
}
