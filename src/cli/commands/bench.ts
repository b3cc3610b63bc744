import { type Command, Option } from 'commander';
import { byteSize } from '../../shared/byte-size.ts';
import type { Device } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { PUBLISHED_CONFIGS } from '../../core/ddgan/published-configs.ts';
import { findModel } from '../../studio/models/library.ts';
import type { ModelFolders } from '../../studio/models/model-folders.ts';
import type { CommandContext } from '../context.ts';
import { deviceOption, wholeNumber } from '../options.ts';

interface Options {
  readonly config?: keyof typeof PUBLISHED_CONFIGS;
  readonly device: Device;
  readonly batch: number;
  readonly runs: number;
}

export function addBench(program: Command, context: CommandContext): Command {
  return program
    .command('bench')
    .description('measure a model on this machine, against the best that its convolutions could do')
    .argument('[model]', 'name of a model')
    .addOption(
      new Option('--config <name>', 'a published generator, with random weights').choices(
        Object.keys(PUBLISHED_CONFIGS),
      ),
    )
    .addOption(deviceOption())
    .option('--batch <n>', 'pictures computed together', wholeNumber(1, 1024), 1)
    .option('--runs <n>', 'timed runs; the median counts', wholeNumber(1, 1000), 5)
    .action(async (name: string | undefined, { config, ...options }: Options) => {
      const model = await modelToMeasure(name, config, context.modelFolders);
      using bar = context.progressBar('Measuring');
      const result = await context.engine.request(
        'benchmark',
        { model, ...options },
        { signal: context.signal, onProgress: ({ done, total }) => bar.update(done, total) },
      );
      context.noteDevice(result);
      context.print(
        [
          `${name ?? config ?? ''} on ${result.provider}, batch ${result.batch}`,
          `  ${(result.secondsPerImageStep * 1000).toFixed(1)} ms an image and step (${result.gigaMacs.toFixed(2)} G multiply-adds)`,
          `  ${result.gflops.toFixed(0)} GFLOP/s, ${(result.boundShare * 100).toFixed(0)} % of this machine's best convolution (${result.machineGflops.toFixed(0)} GFLOP/s)`,
          `  loaded in ${result.loadSeconds.toFixed(1)} s, at most ${byteSize(result.peakBytesOverWeights)} beside the weights`,
        ],
        { ...(name === undefined ? { config } : { model: name }), ...result },
      );
    });
}

async function modelToMeasure(
  name: string | undefined,
  config: keyof typeof PUBLISHED_CONFIGS | undefined,
  folders: ModelFolders,
) {
  if (name !== undefined && config === undefined) {
    const { card, path } = await findModel(name, folders);
    return { path, architecture: card.architecture };
  }
  if (name === undefined && config !== undefined) return { architecture: PUBLISHED_CONFIGS[config] };
  throw new TrilemmaError('usage', 'Give either the name of a model or --config, and not both.');
}
