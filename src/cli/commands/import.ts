import type { Command } from 'commander';
import type { WeightsKind } from '../../shared/model-card.ts';
import { importModel } from '../../studio/models/import.ts';
import type { CommandContext } from '../context.ts';
import { weightsOption, wholeNumber } from '../options.ts';

interface Options {
  readonly name?: string;
  readonly steps?: number;
  readonly size?: number;
  readonly license?: string;
  readonly weights?: WeightsKind;
}

export function addImport(program: Command, context: CommandContext): Command {
  return program
    .command('import')
    .description('add a checkpoint to the library: netG_*.pth, content.pth or safetensors')
    .argument('<file>', 'the checkpoint')
    .option('--name <name>', "what to call the model; the file's name when left out")
    .option('--steps <T>', 'denoising steps, where the file does not say', wholeNumber(1, 1000))
    .option(
      '--size <pixels>',
      "side of the pictures, where the file's tensors do not show it",
      wholeNumber(16, 512),
    )
    .option('--license <text>', 'the licence of the weights')
    .addOption(weightsOption())
    .action(async (file: string, { size, ...options }: Options) => {
      using bar = context.progressBar('Importing');
      const { model, added } = await importModel(
        file,
        { ...options, imageSize: size, signal: context.signal },
        ({ done, total }) => bar.update(done, total),
      );
      const { card } = model;
      const { imageSize } = card.architecture;
      const facts = `${imageSize}x${imageSize}, T = ${card.steps}, ${card.weights} weights`;
      context.print(
        [
          added
            ? `Added ${card.name}: ${facts}.`
            : `These weights are in the library already, as ${card.name}.`,
        ],
        { added, model: { ...card, origin: model.origin, path: model.path } },
      );
    });
}
