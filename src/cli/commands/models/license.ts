import type { Command } from 'commander';
import { relicenseModel } from '../../../studio/models/relicense.ts';
import type { CommandContext } from '../../context.ts';

export function addModelsLicense(models: Command, context: CommandContext): Command {
  return models
    .command('license')
    .description('change what the library says of the licence of an imported model')
    .argument('<model>', 'name of the model')
    .argument('<text>', 'the licence of its weights')
    .action(async (name: string, text: string) => {
      const { card, origin, path } = await relicenseModel(name, text, context.modelFolders);
      context.print([`The licence of ${card.name} is now ${JSON.stringify(card.license)}.`], {
        model: { ...card, origin, path },
      });
    });
}
