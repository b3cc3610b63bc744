import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { addGalleryCheck } from './check.ts';
import { addGalleryExport } from './export.ts';
import { addGalleryImport } from './import.ts';
import { addGalleryList, addGallerySearch } from './list.ts';
import { addGalleryStats } from './stats.ts';
import { addGalleryTag } from './tag.ts';

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
