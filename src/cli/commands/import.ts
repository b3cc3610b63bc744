import { type Command, Option } from 'commander';
import type { Model } from '../../shared/models/model-card.ts';
import { BAND_ORDERS, type BandOrder } from '../../shared/models/architecture.ts';
import { drawingFrom } from '../../studio/models/import/draw-pictures.ts';
import { importModel } from '../../studio/models/import/import.ts';
import type { NotTakenOn } from '../../studio/models/import/import.ts';
import type { CommandContext } from '../context.ts';
import { modelFacts } from '../model-facts.ts';
import { wholeNumber } from '../options.ts';

interface Options {
  readonly name?: string;
  readonly steps?: number;
  readonly size?: number;
  readonly waveletOrder?: BandOrder;
  readonly license?: string;
  readonly weights?: string;
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
      wholeNumber(16, 1024),
    )
    .addOption(
      new Option(
        '--wavelet-order <order>',
        'order of the bands of a model of the wavelet family, where neither the file nor its pictures tell it',
      ).choices(BAND_ORDERS),
    )
    .option('--license <text>', 'the licence of the weights')
    .option(
      '--weights <which>',
      'ema (the moving average), raw (the last training step), or the name of a copy in the file',
    )
    .action(async (file: string, { size, waveletOrder, ...options }: Options) => {
      using bar = context.progressBar('Importing');
      const { engine, modelFolders, signal } = context;
      const onProgress = (done: number, total: number) => bar.update(done, total);
      const draw = drawingFrom(engine, { path: file, weights: options.weights }, { signal, onProgress });
      const { model, added, notTakenOn, notes, found } = await importModel(
        file,
        modelFolders,
        { ...options, imageSize: size, bandOrder: waveletOrder, draw, signal },
        ({ done, total }) => onProgress(done, total),
      );
      const { card } = model;
      const facts = [...modelFacts(card), `${card.weights} weights`].join(', ');
      context.print(
        [
          added
            ? `Added ${card.name}: ${facts}.`
            : `These weights are in the library already, as ${card.name}.`,
          ...keptNotes(model, notTakenOn),
          ...notes,
        ],
        {
          added,
          model: { ...card, origin: model.origin, path: model.path },
          notTakenOn,
          weights: { kind: card.weights, place: found.place, otherPlaces: found.otherPlaces },
          ignored: found.ignored,
          notes,
        },
      );
    });
}

/** Sentences on a name or licence that a model keeps although the command gave another. */
function keptNotes({ card, origin }: Model, { name, license }: NotTakenOn): readonly string[] {
  const how = (command: string) =>
    origin === 'bundled'
      ? 'It comes with Trilemma Studio, and cannot be changed.'
      : `To change it: trilemma models ${command}`;
  return [
    ...(name === undefined ? [] : [`It keeps its name, not ${name}. ${how(`rename ${card.name} ${name}`)}`]),
    ...(license === undefined
      ? []
      : [
          `It keeps its licence, ${JSON.stringify(card.license)}, not ${JSON.stringify(license)}. ${how(`license ${card.name} ${JSON.stringify(license)}`)}`,
        ]),
  ];
}
