import type { Recipe } from '../../shared/recipe/recipe.ts';

/** Digits of a model's hash that people are shown. */
const SHOWN_DIGITS = 12;

/**
 * A recipe as one line, in the form of the `parameters` text that other programs show and search (it began with
 * Stable Diffusion web UI): `Steps: 2, Seed: 42, Model: faces, ...`. It is for people; the recipe itself is exact.
 */
export function parametersText(recipe: Recipe): string {
  const { steps, seed, model, fade, imageSize, temperature, edits = [], madeWith } = recipe;
  const fields: [name: string, value: string | number][] = [
    ['Steps', steps],
    ['Seed', seed],
    ['Model', quoted(model.name)],
    ['Model hash', model.sha256.slice(0, SHOWN_DIGITS)],
    ['Size', `${imageSize}x${imageSize}`],
  ];
  if (fade !== undefined) {
    fields.push(['Fades into', quoted(fade.model.name)], ['Fade', fade.amount]);
  }
  if (temperature.x_T !== 1) fields.push(['Temperature x_T', temperature.x_T]);
  if (temperature.z !== 1) fields.push(['Temperature z', temperature.z]);
  if (edits.length > 0) fields.push(['Edits', edits.map(({ kind }) => kind).join(' + ')]);
  fields.push(['Version', quoted(`Trilemma Studio ${madeWith.app}`)]);
  return fields.map(([name, value]) => `${name}: ${value}`).join(', ');
}

/** Those programs split at commas and colons, but for values that are JSON strings. */
function quoted(text: string): string {
  return /[,:"\p{C}]/u.test(text) ? JSON.stringify(text) : text;
}
