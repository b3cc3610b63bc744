/**
 * Which parameters learn when a model is fine-tuned. What does not learn has no gradient computed, and the backward
 * pass ends where nothing before it learns.
 */
import type { DiscriminatorConfig, GeneratorConfig } from '../../../shared/models/architecture.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import { discriminatorParameters } from '../discriminator.ts';
import { generatorParameters } from '../generator.ts';
import type { Parameter, Parameters } from '../parameters.ts';

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
  return namesOf(generatorParameters(config), ({ role, side = 0 }) => {
    switch (freezing.frozen) {
      case 'nothing':
        return true;
      case 'mapping':
        return role !== 'mapping';
      case 'all-but-styles':
        return role !== undefined;
      case 'low-resolutions':
        return side >= freezing.from;
      default:
        return assertNever(freezing);
    }
  });
}

/**
 * Names of the discriminator's parameters that learn when its first blocks stay (Mo et al. 2020).
 * @param frozenBlocks how many stay, from 0; with any, the first convolution and the time embedding stay too.
 */
export function trainableInDiscriminator(
  config: DiscriminatorConfig,
  frozenBlocks: number,
): ReadonlySet<string> {
  return namesOf(
    discriminatorParameters(config),
    ({ block = Infinity }) => frozenBlocks === 0 || block > frozenBlocks,
  );
}

function namesOf(parameters: Parameters, learns: (parameter: Parameter) => boolean): ReadonlySet<string> {
  return new Set([...parameters.values()].filter(learns).map(({ name }) => name));
}
