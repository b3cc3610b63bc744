import { BAND_ORDER_TEXT } from '../shared/models/architecture.ts';
import type { ModelCard } from '../shared/models/model-card.ts';

/** `64x64`, `wavelet width first`, `T = 2`. */
export function modelFacts({ architecture, steps }: ModelCard): readonly string[] {
  const { imageSize, wavelet } = architecture;
  return [
    `${imageSize}x${imageSize}`,
    ...(wavelet === undefined ? [] : [`wavelet ${BAND_ORDER_TEXT[wavelet.bandOrder]}`]),
    `T = ${steps}`,
  ];
}
