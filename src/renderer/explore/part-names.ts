import type { MixPart } from './mix/mix.ts';

/** A part of a picture's latents as people know it: steps are counted in the order in which they are taken. */
export function partName(part: MixPart, steps: number): string {
  if (part.kind === 'x_T') return 'Layout';
  const name = part.kind === 'z' ? 'Style' : 'Noise';
  if (part.t === 'all' || steps === 1) return name;
  return `${name}, step ${stepNumber(part.t, steps)}`;
}

/** The first step is t = T-1. @returns 1..T */
export function stepNumber(t: number, steps: number): number {
  return steps - t;
}
