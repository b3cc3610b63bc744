/** How finely this browser's VP9 encoder can be told to encode. */
import { evenSize } from './i420.ts';
import type { VideoShape } from './video-shape.ts';

/** The most pixels of a picture of a level (VP9 levels 1 to 6.2), by the level's number times 10. */
const LEVELS = [
  [10, 36_864],
  [11, 73_728],
  [20, 122_880],
  [21, 245_760],
  [30, 552_960],
  [31, 983_040],
  [40, 2_228_224],
  [50, 8_912_896],
  [60, 35_651_584],
  [62, Infinity],
] as const;

/** Where only rates can be asked for: bits a pixel of the finest, and how many settings halve them. */
const FINEST_RATE = 32;
const SETTINGS_A_HALVING = 2;

/** Settings go from 0, which is the finest, to `most`. */
export interface Vp9Settings {
  readonly most: number;
  /** What most first frames come to. */
  readonly first: number;
  config(setting: number): VideoEncoderConfig;
  frameOptions(setting: number): VideoEncoderEncodeOptions;
}

/** Quantisers where the encoder takes them (0 loses nothing), else rates. @returns null where there is no VP9. */
export async function vp9Settings(shape: VideoShape): Promise<Vp9Settings | null> {
  const { fps } = shape;
  const size = evenSize(shape);
  const pixels = size.width * size.height;
  const [level] = LEVELS.find(([, most]) => pixels <= most)!;
  const config: VideoEncoderConfig = {
    ...{ codec: `vp09.00.${level}.08`, ...size, framerate: fps },
    latencyMode: 'quality',
  };
  const quantised: Vp9Settings = {
    ...{ most: 63, first: 10 },
    config: () => ({ ...config, bitrateMode: 'quantizer' }),
    frameOptions: (quantizer) => ({ vp9: { quantizer } }),
  };
  const rated: Vp9Settings = {
    ...{ most: 16, first: 8 },
    config: (setting) => ({
      ...config,
      bitrate: Math.ceil(pixels * fps * FINEST_RATE * 2 ** (-setting / SETTINGS_A_HALVING)),
    }),
    frameOptions: () => ({}),
  };
  for (const settings of [quantised, rated]) {
    const { supported } = await VideoEncoder.isConfigSupported(settings.config(settings.first));
    if (supported === true) return settings;
  }
  return null;
}
