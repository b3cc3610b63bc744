import { extname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { byteSize } from '../../../shared/byte-size.ts';
import { counted } from '../../../shared/counted.ts';
import {
  DEFAULT_PATTERN,
  EXPORT_TARGETS,
  type ExportTargetKind,
  IMAGE_FORMATS,
  type ImageFormat,
  NAME_FIELDS,
} from '../../../shared/gallery/gallery-export.ts';
import type { CommandContext } from '../../context.ts';
import { isGiven, refuseWithoutEffect } from '../../options.ts';
import { checkEnding, endingOf } from '../../out-path.ts';
import {
  FILTER_FLAGS,
  filterOf,
  type FilterOptions,
  itemIds,
  openUsersGallery,
  withFilterOptions,
} from './options.ts';

interface Options extends FilterOptions {
  readonly as?: ExportTargetKind;
  readonly image: ImageFormat;
  readonly pattern: string;
  readonly metadata: boolean;
  readonly ids?: readonly number[];
}

export function addGalleryExport(gallery: Command, context: CommandContext): Command {
  const command = gallery
    .command('export')
    .description('write pictures to a folder, a zip, a contact sheet, a page or a dataset')
    .argument('<path>', 'what to write; .zip, .png and .pdf say what by their ending, others are folders')
    .addOption(new Option('--as <kind>', "what the path's ending says").choices(EXPORT_TARGETS))
    .addOption(new Option('--image <format>', 'of the pictures').choices(IMAGE_FORMATS).default('png'))
    .option(
      '--pattern <pattern>',
      `names of the files, of ${NAME_FIELDS.map((field) => `{${field}}`).join(' ')}`,
      DEFAULT_PATTERN,
    )
    .option('--no-metadata', 'leave out recipes, tags, ratings and notes')
    .option('--ids <id>', 'this picture; may be given several times', itemIds);
  return withFilterOptions(command).action((path: string, options: Options, self: Command) => {
    refuseUnused(self, options.as ?? kindOf(path));
    return run(context, path, options);
  });
}

/** @throws {TrilemmaError} `usage` where an option would change nothing. */
function refuseUnused(command: Command, kind: ExportTargetKind): void {
  if (isGiven(command, '--ids')) refuseWithoutEffect(command, FILTER_FLAGS, 'with --ids');
  if (kind === 'contact-sheet') {
    refuseWithoutEffect(command, ['--image', '--pattern', '--no-metadata'], 'on a contact sheet');
  }
}

/** Endings that a name may have; without one, what is written is what was asked for. */
const ENDINGS: Readonly<Record<ExportTargetKind, readonly string[]>> = {
  folder: [''],
  html: [''],
  dataset: [''],
  zip: ['', '.zip'],
  'contact-sheet': ['', '.png', '.pdf'],
};
const ADVICE: Readonly<Record<ExportTargetKind, string>> = {
  folder: 'give a folder (--image says the format of its pictures), a .zip, or a contact sheet, .png or .pdf',
  html: 'a page is a folder with its pictures: give a name without an ending',
  dataset: 'a dataset is a folder: give a name without an ending',
  zip: 'let its name end in .zip',
  'contact-sheet': 'let its name end in .png or .pdf',
};

async function run(context: CommandContext, path: string, options: Options): Promise<void> {
  const { image, pattern, metadata, ids, sort } = options;
  const kind = options.as ?? kindOf(path);
  const advice =
    options.as === 'folder' ? 'a folder has no ending: leave out the ending, or --as' : ADVICE[kind];
  checkEnding(path, ENDINGS[kind], advice);
  const { exportGallery } = await import('../../../studio/exports/export-gallery.ts');
  await using open = await openUsersGallery(context);
  using bar = context.progressBar('Exporting');
  const done = await exportGallery(
    open.gallery,
    ids === undefined
      ? { kind: 'query', filter: filterOf(open.gallery, options), sort }
      : { kind: 'ids', ids },
    {
      kind,
      path: resolve(path),
      image,
      pattern,
      metadata,
      sheetFormat: extname(path).toLowerCase() === '.pdf' ? 'pdf' : 'png',
    },
    { signal: context.signal, onProgress: (written, total) => bar.update(written, total) },
  );
  for (const note of done.notes) context.note(note);
  context.failed = done.notes.length > 0;
  context.print(
    [`Wrote ${counted(done.pictures, 'picture')} to ${done.path} (${byteSize(done.bytes)}).`],
    done,
  );
}

function kindOf(path: string): ExportTargetKind {
  switch (endingOf(path)) {
    case '.html':
    case '.htm':
      return 'html';
    case '.zip':
      return 'zip';
    case '.png':
    case '.pdf':
      return 'contact-sheet';
    default:
      return 'folder';
  }
}
