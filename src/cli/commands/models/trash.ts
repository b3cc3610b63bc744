import type { Command } from 'commander';
import { listRemovedModels, restoreModel } from '../../../studio/models/trash/restore.ts';
import type { CommandContext } from '../../context.ts';

export function addModelsTrash(models: Command, context: CommandContext): Command {
  return models
    .command('trash')
    .description("list the models in the library's trash")
    .action(async () => {
      const removed = await listRemovedModels(context.modelFolders);
      context.print(
        removed.map(({ name, removedAt, card }) => {
          const day = new Date(removedAt).toISOString().slice(0, 10);
          return `${name.padEnd(20)} removed on ${day}, ${card === null ? 'damaged' : card.sha256.slice(0, 12)}`;
        }),
        {
          models: removed.map(({ name, removedAt, card }) => ({
            name,
            removedAt: new Date(removedAt).toISOString(),
            card,
          })),
        },
      );
    });
}

export function addModelsRestore(models: Command, context: CommandContext): Command {
  return models
    .command('restore')
    .description("bring a removed model back from the library's trash")
    .argument('<model>', 'its name, or the first digits of its hash')
    .option('--name <name>', 'another name for it')
    .action(async (model: string, options: { readonly name?: string }) => {
      const name = await restoreModel(model, context.modelFolders, options.name);
      context.print([`${name} is in the library again.`], { restored: name });
    });
}
