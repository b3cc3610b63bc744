/** Figures of models in words. */
import { counted } from '../../../shared/counted.ts';
import type { BenchmarkFigures } from '../../../shared/job.ts';
import { BAND_ORDER_TEXT } from '../../../shared/models/architecture.ts';
import type { ModelSummary } from '../../../shared/models/model-summary.ts';

const SCALES = [
  [1e9, ' G'],
  [1e6, ' M'],
  [1e3, ' k'],
] as const;

/** `1.84 M`, as of parameters or multiply-adds. */
export function quantity(count: number): string {
  const [scale, unit] = SCALES.find(([least]) => count >= least) ?? [1, ''];
  return significant(count / scale) + unit;
}

export function pictureSize({ card }: ModelSummary): string {
  const { imageSize } = card.architecture;
  return `${imageSize} × ${imageSize} px`;
}

export function familyOf({ card }: ModelSummary): string {
  const { wavelet } = card.architecture;
  if (wavelet === undefined) return 'Denoising diffusion GAN';
  return `Wavelet diffusion GAN, ${BAND_ORDER_TEXT[wavelet.bandOrder]}`;
}

export function stepsOf({ card }: ModelSummary): string {
  return counted(card.steps, 'step');
}

export interface SpeedText {
  readonly step: string;
  readonly rate: string;
  readonly share: string;
}

/** @param steps T of the model */
export function speedText({ secondsPerImageStep, boundShare }: BenchmarkFigures, steps: number): SpeedText {
  return {
    step:
      secondsPerImageStep < 1
        ? `${significant(secondsPerImageStep * 1000)} ms`
        : `${significant(secondsPerImageStep)} s`,
    rate: significant(1 / (secondsPerImageStep * steps)),
    share: `${Math.round(boundShare * 100)} %`,
  };
}

/** Three digits, without an exponent. */
function significant(value: number): string {
  if (!Number.isFinite(value) || value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 6));
}
