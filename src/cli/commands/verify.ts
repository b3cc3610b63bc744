import type { Command } from 'commander';
import type { Device } from '../../shared/device.ts';
import type { WeightsKind } from '../../shared/models/model-card.ts';
import type { Difference } from '../../studio/verification/verification.ts';
import { verify } from '../../studio/verification/verify.ts';
import type { CommandContext } from '../context.ts';
import { deviceOption, realNumber, weightsOption } from '../options.ts';

interface Options {
  readonly checkpoint?: string;
  readonly weights?: WeightsKind;
  readonly device: Device;
  readonly tolerance?: number;
}

export function addVerify(program: Command, context: CommandContext): Command {
  return program
    .command('verify')
    .description('compare what is computed here with a reference file')
    .argument('<reference>', 'safetensors file with weights, inputs and expected outputs')
    .option('--checkpoint <file>', 'take the weights from this file')
    .addOption(weightsOption())
    .addOption(deviceOption())
    .option(
      '--tolerance <x>',
      'largest difference: absolute 1e-4 for networks, relative 1e-6 for schedules',
      realNumber(0, Number.MAX_VALUE),
    )
    .action(async (reference: string, options: Options) => {
      const result = await context.during(
        'Comparing',
        verify(context.engine, { reference, signal: context.signal, ...options }),
      );
      context.failed = !result.passed;
      const relative = result.kind === 'schedule';
      context.print(
        [
          ...result.differences.map((difference) => line(difference, relative)),
          [
            `${result.kind}: ${result.passed ? 'passed' : 'FAILED'}`,
            ...(result.tolerance === undefined
              ? []
              : [`${relative ? 'relative ' : ''}tolerance ${result.tolerance}`]),
            ...(result.device ? [`on ${result.device.provider}`] : []),
          ].join(', '),
        ],
        result,
      );
    });
}

function line({ name, absolute, relative, within, measure }: Difference, showRelative: boolean): string {
  if (measure !== undefined) {
    const { value, of, tolerance } = measure;
    return `${within ? 'ok  ' : 'FAIL'} ${name}: ${value.toExponential(2)} ${of}, tolerance ${tolerance}`;
  }
  const difference = `largest difference ${absolute.toExponential(2)}`;
  return `${within ? 'ok  ' : 'FAIL'} ${name}: ${difference}${showRelative ? ` (relative ${relative.toExponential(2)})` : ''}`;
}
