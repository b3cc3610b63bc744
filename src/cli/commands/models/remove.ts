import type { Command } from 'commander';
import { removeModel } from '../../../studio/models/trash/remove.ts';
import type { CommandContext } from '../../context.ts';

export function addModelsRemove(models: Command, context: CommandContext): Command {
  return models
    .command('remove')
    .description("move an imported model to the library's trash, where it stays for 30 days")
    .argument('<model>', 'name of the model')
    .action(async (name: string) => {
      await removeModel(name, context.modelFolders);
      context.print([`Removed ${name}. Bring it back within 30 days: trilemma models restore ${name}`], {
        removed: name,
      });
    });
}
