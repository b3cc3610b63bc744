/** Precision and recall of features by neighbours (Kynkäänniemi et al. 2019, arXiv 1904.06991). */
import type { Matrix } from 'ml-matrix';
import { squaredDistances } from './feature-set.ts';

/** The third neighbour's distance is how far a picture's neighbourhood reaches. */
const NEIGHBOUR = 3;

export interface PrecisionRecall {
  /** Share of generated pictures that lie in some photograph's neighbourhood: how good they are. */
  readonly precision: number;
  /** Share of photographs that lie in some generated picture's neighbourhood: how much of the variety is there. */
  readonly recall: number;
}

/** Both sets are of as many pictures, more than three: shares depend on the number. */
export function precisionRecall(generated: Matrix, photographs: Matrix): PrecisionRecall {
  const between = squaredDistances(generated, photographs).to2DArray();
  const ofPhotographs = reaches(photographs);
  const ofGenerated = reaches(generated);
  const precise = between.filter((row) => row.some((distance, j) => distance <= ofPhotographs[j]!));
  const recalled = ofPhotographs.filter((_, j) => between.some((row, i) => row[j]! <= ofGenerated[i]!));
  return { precision: precise.length / generated.rows, recall: recalled.length / photographs.rows };
}

/** Of each row, the squared distance to its third neighbour; the nearest is the row itself. */
function reaches(rows: Matrix): readonly number[] {
  return squaredDistances(rows, rows)
    .to2DArray()
    .map((distances) => distances.toSorted((a, b) => a - b)[NEIGHBOUR]!);
}
