/**
 * Which parameters learn when a model is fine-tuned. What does not learn has no gradient computed, and the backward
 * pass ends where nothing before it learns.
 */
import type { DiscriminatorConfig, GeneratorConfig } from '../../../shared/models/architecture.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import {
  expectedDiscriminatorTensors,
  expectedGeneratorTensors,
} from '../../checkpoint/networks/expected-tensors.ts';

/**
 * - `nothing`: everything learns.
 * - `mapping`: z -> w stays, so that latents keep their meaning.
 * - `all-but-styles`: only the mapping and the styles learn, what w says to every normalisation.
 * - `low-resolutions`: only blocks on maps of a side of `from` and more learn; composition stays, texture changes. The
 *   mapping and the time embedding steer all sides, so they stay too.
 */
export type GeneratorFreezing =
  | { readonly frozen: 'nothing' | 'mapping' | 'all-but-styles' }
  | { readonly frozen: 'low-resolutions'; readonly from: number };

/** Names of the generator's parameters that learn. */
export function trainableInGenerator(
  config: GeneratorConfig,
  freezing: GeneratorFreezing,
): ReadonlySet<string> {
  const names = [...expectedGeneratorTensors(config).keys()];
  const isMapping = (name: string) => name.startsWith('z_transform.');
  switch (freezing.frozen) {
    case 'nothing':
      return new Set(names);
    case 'mapping':
      return new Set(names.filter((name) => !isMapping(name)));
    case 'all-but-styles':
      return new Set(names.filter((name) => isMapping(name) || name.includes('.style.')));
    case 'low-resolutions': {
      const sides = moduleSides(config);
      const side = (name: string) => sides.get(/^all_modules\.(\d+)\./.exec(name)?.[1] ?? '') ?? 0;
      return new Set(names.filter((name) => side(name) >= freezing.from));
    }
    default:
      return assertNever(freezing);
  }
}

/** Side of the maps that each module of `all_modules` puts out, by its number; the time embedding's have none. */
function moduleSides(config: GeneratorConfig): ReadonlyMap<string, number> {
  const { imageSize, chMult, numResBlocks, attnResolutions } = config;
  const sides = new Map<string, number>();
  let module = 2;
  const put = (side: number) => sides.set(String(module++), side);
  const levels = chMult.map((_, level) => imageSize / 2 ** level);
  const attends = (side: number) => attnResolutions.includes(side);
  put(imageSize);
  for (const [level, side] of levels.entries()) {
    for (let block = 0; block < numResBlocks; block++) {
      put(side);
      if (attends(side)) put(side);
    }
    if (level === levels.length - 1) continue;
    put(side / 2);
    put(side / 2);
  }
  for (let block = 0; block < 3; block++) put(levels.at(-1)!);
  for (const [index, side] of levels.toReversed().entries()) {
    for (let block = 0; block <= numResBlocks; block++) put(side);
    if (attends(side)) put(side);
    if (index < levels.length - 1) put(side * 2);
  }
  put(imageSize);
  put(imageSize);
  return sides;
}

/**
 * Names of the discriminator's parameters that learn when its first blocks stay (Mo et al. 2020).
 * @param frozenBlocks how many stay, from 0; with any, the first convolution and the time embedding stay too.
 */
export function trainableInDiscriminator(
  config: DiscriminatorConfig,
  frozenBlocks: number,
): ReadonlySet<string> {
  const names = [...expectedDiscriminatorTensors(config).keys()];
  if (frozenBlocks === 0) return new Set(names);
  const block = (name: string) => Number(/^conv(\d+)\./.exec(name)?.[1] ?? Infinity);
  const isBefore = (name: string) => name.startsWith('start_conv.') || name.startsWith('t_embed.');
  return new Set(names.filter((name) => !isBefore(name) && block(name) > frozenBlocks));
}
