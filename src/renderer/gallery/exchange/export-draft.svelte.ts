/** An export that is being set up. */
import { FileNames } from '../../../shared/gallery/file-names.ts';
import type { FilePurpose } from '../../../shared/file-list.ts';
import type { GalleryItem } from '../../../shared/gallery/gallery.ts';
import {
  DEFAULT_PATTERN,
  type ExportTarget,
  type ExportTargetKind,
  type ImageFormat,
} from '../../../shared/gallery/gallery-export.ts';
import { joined, nameProblem } from '../../app/file-paths.ts';

type SheetFormat = NonNullable<ExportTarget['sheetFormat']>;

const ENDINGS: Readonly<Record<ImageFormat, string>> = { png: '.png', jpeg: '.jpg', webp: '.webp' };

export class ExportDraft {
  kind = $state<ExportTargetKind>('folder');
  image = $state<ImageFormat>('png');
  sheetFormat = $state<SheetFormat>('pdf');
  pattern = $state(DEFAULT_PATTERN);
  metadata = $state(true);
  /** Name of the folder that is made. */
  folderName = $state('Pictures');
  /** The file, or the folder that the new one is made in; null before it was chosen. */
  place = $state<string | null>(null);

  readonly isFolder: boolean = $derived.by(() => this.kind !== 'zip' && this.kind !== 'contact-sheet');

  /** What is chosen by the file picker. */
  readonly purpose: FilePurpose = $derived.by(() => {
    if (this.kind === 'zip') return 'save-zip';
    if (this.kind === 'contact-sheet') return this.sheetFormat === 'pdf' ? 'save-pdf' : 'save-png';
    return 'folder';
  });

  /** What is wrong with the pattern for names, or null. */
  readonly patternProblem: string | null = $derived.by(() => {
    try {
      new FileNames(this.pattern, 1);
      return this.pattern.trim() === '' ? 'Enter a pattern for the names.' : null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  });

  readonly folderProblem: string | null = $derived.by(() =>
    this.isFolder ? nameProblem(this.folderName.trim()) : null,
  );

  /** Null while something is missing. */
  readonly target: ExportTarget | null = $derived.by(() => {
    const { kind, image, pattern, metadata, sheetFormat, place } = this;
    if (place === null || this.patternProblem !== null || this.folderProblem !== null) return null;
    const path = this.isFolder ? joined(place, this.folderName.trim()) : place;
    const target = { kind, path, image, pattern, metadata };
    return kind === 'contact-sheet' ? { ...target, sheetFormat } : target;
  });

  /** Changes the kind of target. A path that was chosen for another kind is dropped. */
  choose(kind: ExportTargetKind, sheetFormat: SheetFormat = this.sheetFormat): void {
    const before = this.purpose;
    this.kind = kind;
    this.sheetFormat = sheetFormat;
    if (this.purpose !== before) this.place = null;
  }

  /** Names that the first items would get. @param count of all */
  examples(items: readonly GalleryItem[], count: number): readonly string[] {
    if (this.patternProblem !== null) return [];
    const names = new FileNames(this.pattern, count);
    return items.map((item, at) => names.next(item, at + 1) + ENDINGS[this.image]);
  }
}
