import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Device } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { writePicture } from '../../studio/pictures/write.ts';
import { type Reproduction, reproduce } from '../../studio/rendering/reproduce.ts';
import type { CommandContext } from '../context.ts';
import { deviceOption } from '../options.ts';
import { checkEnding } from '../out-path.ts';

interface Options {
  readonly out?: string;
  readonly device: Device;
}

export function addReproduce(program: Command, context: CommandContext): Command {
  return program
    .command('reproduce')
    .description('make a picture again from the recipe inside it, and compare')
    .argument('<file>', 'a picture made by the studio: PNG, or exported as JPEG or WebP')
    .option('--out <file>', 'write the new picture here, a PNG')
    .addOption(deviceOption())
    .action(async (file: string, { out, device }: Options) => {
      if (out !== undefined) checkEnding(out, ['', '.png'], 'a picture made again is a PNG: give a .png');
      if (out !== undefined && resolve(out) === resolve(file)) {
        throw new TrilemmaError('usage', `--out would replace ${file} itself: give it another name.`);
      }
      const { signal, modelFolders: folders } = context;
      const reproduced = reproduce(context.engine, file, { device, signal, folders });
      const { picture, device: choice, ...done } = await context.during('Reproducing', reproduced);
      const written = out === undefined ? undefined : await writePicture(out, picture);
      context.failed = done.same === false;
      context.print([verdict(done), ...(written === undefined ? [] : [written])], {
        ...done,
        ...choice,
        ...(written === undefined ? {} : { file: written }),
      });
    });
}

function verdict(done: Omit<Reproduction, 'picture' | 'device'>): string {
  const { recipe, format, width, height, same, differing, values, largest, mean } = done;
  const { model, seed, madeWith, imageSize } = recipe;
  switch (same) {
    case true:
      return `The pixels are the same (${model.name}, seed ${seed}).`;
    case false:
      return `The pixels differ: ${differing} of ${values} values, by at most ${largest} of 255 (made on ${madeWith.provider} with ${madeWith.runtime}, ${madeWith.app}).`;
    case null: {
      const apart =
        width === imageSize && height === imageSize
          ? `they differ by ${mean.toFixed(1)} of 255 on average, and by at most ${largest}`
          : `the file has ${width} x ${height} of them, and the picture ${imageSize} x ${imageSize}`;
      return `The picture was made again from the recipe (${model.name}, seed ${seed}). ${format.toUpperCase()} does not keep pixels exactly, so whether they are the same cannot be told: ${apart}.`;
    }
  }
}
