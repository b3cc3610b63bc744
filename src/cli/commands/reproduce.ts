import type { Command } from 'commander';
import type { Device } from '../../shared/device.ts';
import { writePicture } from '../../studio/pictures/write.ts';
import { reproduce } from '../../studio/reproduce.ts';
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
    .argument('<file>', 'a PNG made by the studio')
    .option('--out <file>', 'write the new picture here, a PNG')
    .addOption(deviceOption())
    .action(async (file: string, { out, device }: Options) => {
      if (out !== undefined) checkEnding(out, ['', '.png'], 'a picture made again is a PNG: give a .png');
      const {
        recipe,
        picture,
        device: choice,
        same,
        differing,
        values,
        largest,
      } = await reproduce(context.engine, file, { device, signal: context.signal });
      const written = out === undefined ? undefined : await writePicture(out, picture);
      context.failed = !same;
      const madeOn = `made on ${recipe.madeWith.provider} with ${recipe.madeWith.runtime}, ${recipe.madeWith.app}`;
      context.print(
        [
          same
            ? `The pixels are the same (${recipe.model.name}, seed ${recipe.seed}).`
            : `The pixels differ: ${differing} of ${values} values, by at most ${largest} of 255 (${madeOn}).`,
          ...(written === undefined ? [] : [written]),
        ],
        {
          same,
          differing,
          values,
          largest,
          recipe,
          ...choice,
          ...(written === undefined ? {} : { file: written }),
        },
      );
    });
}
