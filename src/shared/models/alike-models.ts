/** Which models have weights in between. */
import { BAND_ORDER_TEXT, type GeneratorConfig, type WaveletConfig } from './architecture.ts';
import { TrilemmaError } from '../errors.ts';
import type { ModelCard } from './model-card.ts';

/** The facts that decide whether the weights of two models fit; T decides the schedule too. */
export type ModelFacts = Pick<ModelCard, 'name' | 'steps' | 'architecture'>;

const WORDS: Readonly<Record<keyof GeneratorConfig, string>> = {
  wavelet: 'family',
  imageSize: 'pictures of side',
  numChannels: 'colour channels',
  nf: 'nf',
  chMult: 'levels of',
  numResBlocks: 'residual blocks',
  attnResolutions: 'attention at',
  nz: 'nz',
  zEmbDim: 'z_emb_dim',
  nMlp: 'n_mlp',
};

/** Why the weights of two models have nothing in between, as a clause; null where they do. */
export function whyNotBetween(a: ModelFacts, b: ModelFacts): string | null {
  if (a.steps !== b.steps) {
    return `${b.name} has T = ${b.steps} and ${a.name} T = ${a.steps}, so their steps are not the same`;
  }
  const fields = Object.keys(WORDS) as (keyof GeneratorConfig)[];
  const other = fields.find((field) => wordsOf(a, field) !== wordsOf(b, field));
  if (other === undefined) return null;
  const words = (model: ModelFacts) => wordsOf(model, other);
  return `the networks of ${b.name} and ${a.name} are built differently (${WORDS[other]}: ${words(b)} and ${words(a)})`;
}

function wordsOf({ architecture }: ModelFacts, field: keyof GeneratorConfig): string {
  if (field === 'wavelet') return familyWords(architecture.wavelet);
  const words = String(architecture[field]);
  return words === '' ? 'none' : words;
}

function familyWords(wavelet: WaveletConfig | undefined): string {
  if (wavelet === undefined) return 'pixels';
  const { levels, bandOrder, patchSize } = wavelet;
  return `wavelet, ${BAND_ORDER_TEXT[bandOrder]}, levels by ${levels}, patches of ${patchSize}`;
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
