import type { Command } from 'commander';
import { renameModel } from '../../../studio/models/rename.ts';
import type { CommandContext } from '../../context.ts';

export function addModelsRename(models: Command, context: CommandContext): Command {
  return models
    .command('rename')
    .description('give an imported model another name')
    .argument('<model>', 'name of the model')
    .argument('<to>', 'its new name, or a title from which one follows')
    .action(async (name: string, to: string) => {
      const { card, origin, path } = await renameModel(name, to, context.modelFolders);
      context.print([`${name} is now ${card.name} ("${card.title}").`], {
        model: { ...card, origin, path },
      });
    });
}
