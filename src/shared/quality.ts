/** How near a model's pictures are to photographs. */

/** Photographs that a measure needs at least: half of them are held against the other half. */
export const FEWEST_PHOTOGRAPHS = 16;

/** Pictures that are made for a measure. */
export const QUALITY_PICTURES = { fewest: 8, usual: 2000, most: 50_000 } as const;

/** A figure of generated pictures, and what as many photographs score against the same other photographs. */
export interface AgainstFloor {
  readonly value: number;
  readonly floor: number;
}

/** Measured on the features of an Inception network. */
export interface FeatureFigures {
  /** Fréchet distance of all generated pictures from all photographs; it falls with their numbers. */
  readonly fid: number;
  /** Squared kernel distance: around 0 where nothing differs, whatever the number. */
  readonly kid: AgainstFloor;
  /** Share of pictures that look like photographs, 0..1. */
  readonly precision: AgainstFloor;
  /** Share of the photographs' variety that is there, 0..1. */
  readonly recall: AgainstFloor;
}

export interface QualityFigures {
  readonly pictures: number;
  readonly photographs: number;
  /** Sliced Wasserstein distance x 10^3 of details and colours, which needs no network. */
  readonly swd: AgainstFloor;
  /** Null where no Inception file was given. */
  readonly features: FeatureFigures | null;
}

export interface QualityReport extends QualityFigures {
  /** The folder of the photographs. */
  readonly data: string;
  /** Seed of the first picture; the others have those that follow. */
  readonly seed: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}
