/** Which models have weights in between. */
import type { GeneratorConfig } from './architecture.ts';
import { TrilemmaError } from '../errors.ts';
import type { ModelCard } from './model-card.ts';

/** The facts that decide whether the weights of two models fit; T decides the schedule too. */
export type ModelFacts = Pick<ModelCard, 'name' | 'steps' | 'architecture'>;

const WORDS: Readonly<Record<keyof GeneratorConfig, string>> = {
  imageSize: 'pictures of side',
  numChannels: 'colour channels',
  nf: 'nf',
  chMult: 'levels of',
  numResBlocks: 'residual blocks',
  attnResolutions: 'attention at',
  nz: 'nz',
  zEmbDim: 'z_emb_dim',
  nMlp: 'n_mlp',
  wavelet: 'wavelet family',
};

/** Why the weights of two models have nothing in between, as a clause; null where they do. */
export function whyNotBetween(a: ModelFacts, b: ModelFacts): string | null {
  if (a.steps !== b.steps) {
    return `${b.name} has T = ${b.steps} and ${a.name} T = ${a.steps}, so their steps are not the same`;
  }
  const fields = Object.keys(WORDS) as (keyof GeneratorConfig)[];
  const other = fields.find((field) => wordsOf(a.architecture[field]) !== wordsOf(b.architecture[field]));
  if (other === undefined) return null;
  const words = ({ architecture }: ModelFacts) => wordsOf(architecture[other]);
  return `the networks of ${b.name} and ${a.name} are built differently (${WORDS[other]}: ${words(b)} and ${words(a)})`;
}

function wordsOf(value: GeneratorConfig[keyof GeneratorConfig]): string {
  const isRecord = typeof value === 'object' && !Array.isArray(value);
  const words = isRecord ? Object.values(value).join(', ') : String(value ?? '');
  return words === '' ? 'none' : words;
}

/** @throws TrilemmaError 'usage' where the weights of a path's models have nothing in between. */
export function checkAlike([first, ...others]: readonly ModelFacts[]): void {
  for (const other of others) {
    const why = whyNotBetween(first!, other);
    if (why === null) continue;
    throw new TrilemmaError(
      'usage',
      `No path leads from ${first!.name} to ${other.name}: ${why}. Take key frames of models of one architecture and T.`,
    );
  }
}
