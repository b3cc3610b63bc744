/** The figures of a measure, in words. */
import type { AgainstFloor, QualityFigures } from '../../../shared/quality.ts';

export interface QualityRow {
  readonly label: string;
  readonly help: string;
  readonly value: string;
  /** What photographs score against other photographs; null where it is not measured. */
  readonly floor: string | null;
}

export function qualityRows({ swd, features }: QualityFigures): readonly QualityRow[] {
  const details = row(
    'Details and colours',
    'Sliced Wasserstein distance × 1000 on the picture’s scales. Less is better.',
    swd,
    (value) => value.toFixed(1),
  );
  if (features === null) return [details];
  const share = (value: number) => `${Math.round(100 * value)} %`;
  return [
    row(
      'Look like photographs',
      'Precision: the share of pictures that lie among the photographs.',
      features.precision,
      share,
    ),
    row(
      'Variety',
      'Recall: the share of the photographs’ variety that the pictures have.',
      features.recall,
      share,
    ),
    {
      label: 'FID',
      help: 'Fréchet distance of Inception features. Less is better; it falls with the number of pictures.',
      value: features.fid.toFixed(2),
      floor: null,
    },
    row(
      'KID × 1000',
      'Kernel distance of Inception features. Less is better; 0 is as good as photographs.',
      features.kid,
      (value) => (1000 * value).toFixed(2),
    ),
    details,
  ];
}

function row(
  label: string,
  help: string,
  { value, floor }: AgainstFloor,
  text: (value: number) => string,
): QualityRow {
  return { label, help, value: text(value), floor: text(floor) };
}
