/** Mix: parts of a picture taken from others. */
import { mixed } from '../../../core/latent/edits.ts';
import { latentKey } from '../../../core/latent/recipe-key.ts';
import type { LatentRecipe, Parts } from '../../../shared/recipe/recipe.ts';

/** A picture that something is taken from, and what it is called here. */
export interface NamedPicture {
  readonly label: string;
  readonly picture: LatentRecipe;
}

/** Where each part comes from; null for the picture's own. */
export interface MixSources {
  readonly x_T: NamedPicture | null;
  /** By t, 0..T-1. */
  readonly z: readonly (NamedPicture | null)[];
  /** By t, 0..T-1; the last step adds no noise, so noise[0] stays null. */
  readonly noise: readonly (NamedPicture | null)[];
}

/** One latent of a picture. */
export type SinglePart = { readonly kind: 'x_T' } | { readonly kind: 'z' | 'noise'; readonly t: number };

/** A part, or the same part of every step. */
export type MixPart = SinglePart | { readonly kind: 'z' | 'noise'; readonly t: 'all' };

export function noSources(steps: number): MixSources {
  const none = Array<null>(steps).fill(null);
  return { x_T: null, z: none, noise: none };
}

/** The parts of a picture of T steps, first what is used first. */
export function singleParts(steps: number): readonly SinglePart[] {
  const times = Array.from({ length: steps }, (_, i) => steps - 1 - i);
  return [
    { kind: 'x_T' },
    ...times.map((t) => ({ kind: 'z', t }) as const),
    ...times.filter((t) => t > 0).map((t) => ({ kind: 'noise', t }) as const),
  ];
}

/** As {@link singleParts}, with the steps of a kind together. */
export function jointParts(steps: number): readonly MixPart[] {
  return [
    { kind: 'x_T' },
    { kind: 'z', t: 'all' },
    ...(steps > 1 ? [{ kind: 'noise', t: 'all' } as const] : []),
  ];
}

export function withSource(sources: MixSources, part: MixPart, source: NamedPicture | null): MixSources {
  if (part.kind === 'x_T') return { ...sources, x_T: source };
  const { kind, t } = part;
  const isMeant = (step: number) => (t === 'all' ? kind === 'z' || step > 0 : step === t);
  return { ...sources, [kind]: sources[kind].map((before, step) => (isMeant(step) ? source : before)) };
}

/** @returns 'several' where a part covers several steps that come from different pictures. */
export function sourceOf(sources: MixSources, part: MixPart): NamedPicture | null | 'several' {
  if (part.kind === 'x_T') return sources.x_T;
  if (part.t !== 'all') return sources[part.kind][part.t] ?? null;
  const [first = null, ...others] = part.kind === 'z' ? sources.z : sources.noise.slice(1);
  return others.every((other) => other === first) ? first : 'several';
}

/** The mixed picture: one edit for each other picture that gives it parts. */
export function mixedFrom(picture: LatentRecipe, sources: MixSources, steps: number): LatentRecipe {
  const used = new Map<string, LatentRecipe>();
  const keyOf = (source: NamedPicture | null): string | null => {
    if (source === null) return null;
    const key = latentKey(source.picture);
    used.set(key, source.picture);
    return key;
  };
  const keys = { x_T: keyOf(sources.x_T), z: sources.z.map(keyOf), noise: sources.noise.map(keyOf) };
  const times = Array.from({ length: steps }, (_, t) => t);
  return [...used].reduce((recipe, [key, source]) => {
    const parts: Parts = {
      x_T: keys.x_T === key,
      z: times.filter((t) => keys.z[t] === key),
      noise: times.filter((t) => t > 0 && keys.noise[t] === key),
    };
    return mixed(recipe, source, parts);
  }, picture);
}
