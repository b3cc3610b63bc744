/** Which curves a run has, and what is drawn of them. */
import type { TrainingMetrics } from '../../../shared/training.ts';
import { decimate, type Rows } from './decimate.ts';
import { smooth } from './smooth.ts';

export type CurveScale = 'linear' | 'log';

export interface CurveSeries {
  readonly label: string;
  /** Name of the colour among the theme's tokens. */
  readonly token: string;
  /** Lines can be told apart without their colours, too. */
  readonly dash: readonly number[];
  readonly of: (metrics: TrainingMetrics) => number | null;
}

export const LOSSES: readonly CurveSeries[] = [
  { label: 'D on real', token: '--chart-1', dash: [], of: ({ lossReal }) => lossReal },
  { label: 'D on generated', token: '--chart-2', dash: [6, 3], of: ({ lossFake }) => lossFake },
  { label: 'G', token: '--chart-3', dash: [], of: ({ lossG }) => lossG },
  { label: 'R1', token: '--chart-4', dash: [2, 3], of: ({ r1 }) => r1 },
];

export const LOGITS: readonly CurveSeries[] = [
  { label: 'On real', token: '--chart-1', dash: [], of: ({ logitsReal }) => logitsReal },
  { label: 'On generated', token: '--chart-2', dash: [6, 3], of: ({ logitsFake }) => logitsFake },
];

interface Drawing {
  /** 0..1 */
  readonly smoothing: number;
  readonly scale: CurveScale;
  /** Most rows that are drawn. */
  readonly count: number;
}

/** Steps and a column for each of the series; a logarithm has no place for what is not above 0. */
export function curveRows(
  points: readonly TrainingMetrics[],
  series: readonly CurveSeries[],
  { smoothing, scale, count }: Drawing,
): Rows {
  const shown = (value: number | null) => (scale === 'log' && value !== null && value <= 0 ? null : value);
  const ys = series.map(({ of }) => smooth(points.map(of), smoothing).map(shown));
  return decimate({ x: points.map(({ step }) => step), ys }, count);
}

const number = new Intl.NumberFormat('en', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });

/** `0.693`, or a dash where there is no value. */
export function curveValue(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : number.format(value);
}
