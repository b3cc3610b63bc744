import type { Command } from 'commander';
import { listModels } from '../../../studio/models/list-models.ts';
import type { CommandContext } from '../../context.ts';
import { modelFacts } from '../../model-facts.ts';
import { addModelsExport } from './export.ts';
import { addModelsLicense } from './license.ts';
import { addModelsRemove } from './remove.ts';
import { addModelsRename } from './rename.ts';
import { addModelsRestore, addModelsTrash } from './trash.ts';

export function addModels(program: Command, context: CommandContext): Command {
  const models = program
    .command('models')
    .description('list the models in the library; rename, license, remove, restore or export one')
    .action(() => list(context));
  for (const add of [
    addModelsRename,
    addModelsLicense,
    addModelsRemove,
    addModelsTrash,
    addModelsRestore,
    addModelsExport,
  ]) {
    add(models, context);
  }
  return models;
}

async function list(context: CommandContext): Promise<void> {
  const { models, damaged } = await listModels(context.modelFolders);
  for (const { name, error } of damaged) context.note(`${name}: ${error.message}`);
  context.print(
    models.map(({ card, origin }) => {
      const facts = [...modelFacts(card), origin, card.sha256.slice(0, 12)].join(', ');
      return `${card.name.padEnd(20)} ${facts}  ${card.title}`;
    }),
    {
      models: models.map(({ card, origin, path }) => ({ ...card, origin, path })),
      damaged: damaged.map(({ name, error }) => ({ name, code: error.code, message: error.message })),
    },
  );
}
