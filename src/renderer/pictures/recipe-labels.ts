/** Recipes in words. */
import { counted } from '../../shared/counted.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { Edit, Parts, Recipe, VariationStrength } from '../../shared/recipe/recipe.ts';
import { deviceName } from '../app/labels/device-name.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** True for numbers that people copy. */
  readonly isCode?: boolean;
}

/** @param title the model's title, where the library has it. */
export function recipeFacts(recipe: Recipe, title: string | undefined): readonly Fact[] {
  const { seed, steps, temperature, edits = [], fade, imageSize, model, madeWith } = recipe;
  return [
    { label: 'Model', value: title ?? `${model.name} (not in the library)` },
    ...(fade === undefined
      ? []
      : [{ label: 'Weights', value: `${percent(fade.amount)} of the way to ${fade.model.name}` }]),
    { label: 'Seed', value: seed, isCode: true },
    { label: 'Steps', value: String(steps) },
    { label: 'Temperature', value: temperatureText(temperature) },
    ...(edits.length === 0 ? [] : [{ label: 'Edits', value: edits.map(editText).join('; ') }]),
    { label: 'Size', value: `${imageSize} × ${imageSize}` },
    { label: 'Made on', value: `${deviceName(madeWith.provider)}, ${madeWith.runtime}` },
  ];
}

function temperatureText({ x_T, z }: Recipe['temperature']): string {
  const words = [...(x_T === 1 ? [] : [`layout ${number(x_T)}`]), ...(z === 1 ? [] : [`z ${number(z)}`])];
  return words.length === 0 ? 'as in training' : words.join(', ');
}

function editText(edit: Edit): string {
  switch (edit.kind) {
    case 'variation':
      return `variation by ${strengthText(edit.strength)}`;
    case 'blend':
      return `blend of ${counted(edit.pictures.length + 1, 'picture')} (${partsText(edit.parts)})`;
    case 'mix':
      return `${partsText(edit.parts)} of seed ${edit.picture.seed}`;
    case 'direction':
      return `${edit.name} ${rangeText(edit.amounts, signed)}`;
    case 'truncation':
      return `style temperature ${rangeText(edit.amounts, number)}`;
    case 'curve':
      return `${percent(edit.amount)} on a path (${partsText(edit.parts)})`;
    case 'drift':
      return `drift by ${strengthText(edit.strength)}`;
    default:
      return assertNever(edit);
  }
}

function strengthText({ x_T, z, noise }: VariationStrength): string {
  const strongest = Math.max(x_T, ...z, ...noise);
  return percent(strongest);
}

function partsText({ x_T, z, noise }: Parts): string {
  const words = [
    ...(x_T ? ['layout'] : []),
    ...(z.length > 0 ? [`style at ${stepsText(z)}`] : []),
    ...(noise.length > 0 ? [`noise at ${stepsText(noise)}`] : []),
  ];
  return words.length === 0 ? 'nothing' : words.join(', ');
}

function stepsText(steps: readonly number[]): string {
  return `${steps.length === 1 ? 'step' : 'steps'} ${steps.join(', ')}`;
}

function rangeText(amounts: readonly number[], format: (value: number) => string): string {
  const [first = 0] = amounts;
  return amounts.every((amount) => amount === first) ? format(first) : amounts.map(format).join(', ');
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function signed(value: number): string {
  return value > 0 ? `+${number(value)}` : number(value);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
