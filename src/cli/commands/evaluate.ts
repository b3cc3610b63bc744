import { resolve } from 'node:path';
import type { Command } from 'commander';
import { parseSeed, type Seed } from '../../core/random/seed.ts';
import { counted } from '../../shared/counted.ts';
import { describeOtherFiles, describeRefused } from '../../shared/data-report.ts';
import type { Device } from '../../shared/device.ts';
import { type AgainstFloor, QUALITY_PICTURES, type QualityReport } from '../../shared/quality.ts';
import type { DataReport } from '../../shared/training.ts';
import { findModel } from '../../studio/models/library.ts';
import { measureQuality, type QualityStage } from '../../studio/quality/measure-quality.ts';
import { useDataFolder } from '../../studio/use-data-folder.ts';
import type { CommandContext } from '../context.ts';
import { deviceOption, wholeNumber } from '../options.ts';

interface Options {
  readonly data: string;
  readonly inception?: string;
  readonly count: number;
  readonly seed?: Seed;
  readonly device: Device;
}

const FIRST_SEED = parseSeed('0');

const STAGES: Readonly<Record<QualityStage, string>> = {
  photographs: 'Reading photographs',
  pictures: 'Making pictures',
  comparing: 'Comparing',
};

export function addEvaluate(program: Command, context: CommandContext): Command {
  const { fewest, usual, most } = QUALITY_PICTURES;
  return program
    .command('evaluate')
    .description("measure how near a model's pictures are to photographs")
    .argument('<model>', 'name of a model')
    .requiredOption('--data <folder>', 'the photographs, nested or not')
    .option(
      '--inception <file>',
      'the Inception network of FID tools (pt_inception-2015-12-05-6726825d.pth), for FID, KID, precision and recall',
    )
    .option('--count <n>', 'pictures to make', wholeNumber(fewest, most), usual)
    .option(
      '--seed <seed>',
      'seed of the first picture, 64 bits; the next has seed + 1; 0 when left out',
      parseSeed,
    )
    .addOption(deviceOption())
    .action(async (name: string, { data, inception, count, seed = FIRST_SEED, device }: Options) => {
      const model = await findModel(name, context.modelFolders);
      using home = await useDataFolder(context.dataFolder);
      let found: DataReport | undefined;
      let stage: QualityStage | undefined;
      using bars = new DisposableStack();
      let bar = context.progressBar(STAGES.photographs);
      bars.defer(() => bar[Symbol.dispose]());
      const report = await measureQuality(context.engine, home.path, model, {
        ...{ data: resolve(data), pictures: count, seed, device, signal: context.signal },
        inception: inception === undefined ? undefined : resolve(inception),
        onUnkept: (reason) => context.note(reason),
        onData: (folder) => {
          found = folder;
          for (const line of [describeRefused(folder), describeOtherFiles(folder)])
            if (line !== null) context.note(line);
        },
        onProgress: (next, done, total) => {
          if (next !== stage) {
            bar[Symbol.dispose]();
            bar = context.progressBar(STAGES[next]);
            stage = next;
          }
          bar.update(done, total);
        },
      });
      context.print(reportLines(model.card.name, report), { model: model.card.name, ...report, found });
    });
}

function reportLines(
  name: string,
  { pictures, photographs, swd, features }: QualityReport,
): readonly string[] {
  const line = (what: string, { value, floor }: AgainstFloor, digits: number, scale = 1) =>
    `  ${what}  ${(scale * value).toFixed(digits)}  (photographs: ${(scale * floor).toFixed(digits)})`;
  return [
    `${counted(pictures, 'picture')} of ${name} against ${counted(photographs, 'photograph')}`,
    line('details and colours, sliced Wasserstein distance x 10^3', swd, 1),
    ...(features === null
      ? ['  FID, KID, precision and recall need an Inception network: give it by --inception.']
      : [
          `  FID  ${features.fid.toFixed(2)}`,
          line('KID x 10^3', features.kid, 2, 1000),
          line('precision', features.precision, 2),
          line('recall', features.recall, 2),
        ]),
  ];
}
