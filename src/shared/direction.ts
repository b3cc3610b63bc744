/** Directions in a model's w, the space that the mapping maps z to. Vectors are base64 of float32 [zEmbDim], little-endian. */
export interface Direction {
  readonly id: string;
  readonly name: string;
  readonly vector: string;
}

interface PrincipalDirection {
  /** A unit vector. */
  readonly vector: string;
  /** Standard deviation of w along it. */
  readonly deviation: number;
}

export interface ModelDirections {
  /** The mean of w. */
  readonly mean: string;
  /** By falling deviation. */
  readonly principal: readonly PrincipalDirection[];
  /** Those that the user named. */
  readonly saved: readonly Direction[];
}
