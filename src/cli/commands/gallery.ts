import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { addGalleryCheck } from './gallery-check.ts';
import { addGalleryExport } from './gallery-export.ts';
import { addGalleryImport } from './gallery-import.ts';
import { addGalleryList, addGallerySearch } from './gallery-list.ts';
import { addGalleryStats } from './gallery-stats.ts';
import { addGalleryTag } from './gallery-tag.ts';

export function addGallery(program: Command, context: CommandContext): Command {
  const gallery = program
    .command('gallery')
    .description('the pictures that you kept; works while the studio is open, too');
  for (const add of [
    addGalleryList,
    addGallerySearch,
    addGalleryTag,
    addGalleryExport,
    addGalleryImport,
    addGalleryCheck,
    addGalleryStats,
  ]) {
    add(gallery, context);
  }
  return gallery;
}
