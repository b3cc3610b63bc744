import type { ModelCard } from '../../shared/models/model-card.ts';

/**
 * What an exported model says of itself: its card as a whole, for us, and what a person looks for, field by field.
 * The keys are texts in both formats: safetensors' `__metadata__` and ONNX's `metadata_props`.
 */
export function cardMetadata(card: ModelCard): Readonly<Record<string, string>> {
  return {
    title: card.title,
    license: card.license,
    source: card.source,
    num_timesteps: String(card.steps),
    model_card: JSON.stringify(card),
  };
}

/** More is no licence's name. */
const MAX_LICENSE = 500;

/** The licence that a file states of itself; undefined where there is none. */
export function statedLicense(metadata: Readonly<Record<string, string>>): string | undefined {
  const text = metadata.license
    ?.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, MAX_LICENSE);
  return text === '' ? undefined : text;
}
