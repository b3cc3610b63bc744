import type { Command } from 'commander';
import { counted } from '../../../shared/counted.ts';
import type { CommandContext } from '../../context.ts';
import { openUsersGallery } from './options.ts';

export function addGalleryCheck(gallery: Command, context: CommandContext): Command {
  return gallery
    .command('check')
    .description('read every picture, and say what is missing or was changed')
    .action(async () => {
      const { checkGallery } = await import('../../../studio/gallery/files/check.ts');
      await using open = await openUsersGallery(context);
      using bar = context.progressBar('Checking');
      const { checked, faults, lost } = await checkGallery(open.gallery, {
        signal: context.signal,
        onProgress: (done, total) => bar.update(done, total),
      });
      context.failed = faults.length > 0;
      context.print(
        [
          ...faults,
          ...lost.map(
            ({ title, path }) => `Missing since an earlier start: ${title} (${path}); its recipe is kept.`,
          ),
          `${counted(checked, 'picture')} checked, ${faults.length} not as they were kept.`,
        ],
        { checked, faults, lost, notices: open.notices },
      );
    });
}
