/** The state of the interface that is kept between two starts. */
import type { Device } from './device.ts';
import type { Recipe } from './recipe/recipe.ts';

export const THEMES = ['system', 'dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

export const VIEWS = ['create', 'explore', 'gallery', 'interpolate', 'train', 'models'] as const;
export type View = (typeof VIEWS)[number];

/** Where the next batch's first seed comes from. */
export const SEED_MODES = ['random', 'fixed', 'increment'] as const;
export type SeedMode = (typeof SEED_MODES)[number];

/** The controls of Create. */
export interface CreateSettings {
  /** Name of the model; the library's first stands in for one that it does not have. */
  readonly model: string;
  /** 64 bits, decimal. */
  readonly seed: string;
  readonly seedMode: SeedMode;
  readonly count: number;
  /** Denoising steps T; null for the model's own. */
  readonly steps: number | null;
  /** Spread of x_T, 1 as in training. */
  readonly layoutTemperature: number;
  /** Spread of the style around the mean of w: 1 as in training, 0 the mean. */
  readonly styleTemperature: number;
  readonly device: Device;
}

/** A picture on the tray that interpolations start from. */
export interface KeyFrame {
  readonly id: string;
  readonly recipe: Recipe;
}

export interface Workspace {
  readonly theme: Theme;
  readonly view: View;
  readonly create: CreateSettings;
  readonly keyFrames: readonly KeyFrame[];
}

export const DEFAULT_WORKSPACE: Workspace = {
  theme: 'system',
  view: 'create',
  create: {
    model: 'faces',
    seed: '1',
    seedMode: 'random',
    count: 16,
    steps: null,
    layoutTemperature: 1,
    styleTemperature: 1,
    device: 'auto',
  },
  keyFrames: [],
};
