import { BAND_ORDERS, type GeneratorConfig, type WaveletConfig } from './architecture.ts';
import { TrilemmaError } from '../errors.ts';
import { isModelName } from './model-name.ts';

/** Which copy of the weights a model holds: the exponential moving average, or the last training step's. */
export type WeightsKind = 'ema' | 'raw';

/** The description of a model; `model.json` beside its `model.safetensors`. */
export interface ModelCard {
  readonly version: 1;
  /** The folder's name, and what the command line calls the model: lower case, digits, `-`, `_`, `.`. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** SHA-256 of `model.safetensors`, 64 lower-case hex digits. */
  readonly sha256: string;
  readonly architecture: GeneratorConfig;
  /** Denoising steps T that the model was trained for. */
  readonly steps: number;
  readonly weights: WeightsKind;
  /** Where the weights came from, in words: a file's name, or how they were trained. */
  readonly source: string;
  readonly license: string;
  /** More to know of a trained model: data, steps, quality, known faults. */
  readonly notes?: readonly string[];
}

/** Where a model in the library lives: shipped with the app, or added by the user. */
export type ModelOrigin = 'bundled' | 'imported';

export interface Model {
  readonly card: ModelCard;
  readonly origin: ModelOrigin;
  /** Absolute path of `model.safetensors`. */
  readonly path: string;
}

const CARD_VERSION = 1;
/** Far above every published model; a larger number in a card is a fault, and would ask for memory first. */
const MAX_SIZE = 65_536;
const MAX_STEPS = 1000;
const MAX_LEVELS = 10;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks a model card that came from a file. Fields that version 1 does not know are left out: none of them
 * decides how the model is run.
 *
 * @param json what JSON.parse returned
 * @throws TrilemmaError 'model-damaged', with the field and what it should hold
 */
export function parseModelCard(json: unknown): ModelCard {
  if (!isFields(json)) throw invalid('it', 'a JSON object');
  checkVersion(json.version);
  const { name, sha256, steps, weights, architecture } = json;
  if (typeof name !== 'string' || !isModelName(name)) throw invalid('name', 'a name of a model');
  if (typeof sha256 !== 'string' || !/^[\da-f]{64}$/.test(sha256)) {
    throw invalid('sha256', '64 lower-case hexadecimal digits');
  }
  if (weights !== 'ema' && weights !== 'raw') throw invalid('weights', '"ema" or "raw"');
  return {
    version: CARD_VERSION,
    name,
    title: text(json.title, 'title'),
    sha256,
    architecture: parseArchitecture(architecture),
    steps: integer(steps, 'steps', 1, MAX_STEPS),
    weights,
    source: text(json.source, 'source'),
    license: text(json.license, 'license'),
    ...(json.notes !== undefined && { notes: parseNotes(json.notes) }),
  };
}

function checkVersion(version: unknown): void {
  if (version === CARD_VERSION) return;
  if (typeof version === 'number' && version > CARD_VERSION) {
    throw new TrilemmaError(
      'model-damaged',
      `The model card has version ${version}: it was written by a newer version of Trilemma Studio. Update Trilemma Studio to use it.`,
    );
  }
  throw invalid('version', String(CARD_VERSION));
}

function parseArchitecture(value: unknown): GeneratorConfig {
  if (!isFields(value)) throw invalid('architecture', 'an object');
  const size = (field: string): number => integer(value[field], `architecture.${field}`, 1, MAX_SIZE);
  const imageSize = integer(value.imageSize, 'architecture.imageSize', 16, 1024);
  if (!Number.isInteger(Math.log2(imageSize))) throw invalid('architecture.imageSize', 'a power of two');
  const nf = size('nf');
  if (nf % 4 !== 0) throw invalid('architecture.nf', 'a multiple of 4');
  const chMult = integers(value.chMult, 'architecture.chMult');
  if (chMult.length < 1 || chMult.length > MAX_LEVELS) {
    throw invalid('architecture.chMult', `a list of 1 to ${MAX_LEVELS} levels`);
  }
  const { numChannels } = value;
  if (numChannels !== 1 && numChannels !== 3) throw invalid('architecture.numChannels', '3 or 1');
  return {
    imageSize,
    numChannels,
    nf,
    chMult,
    numResBlocks: integer(value.numResBlocks, 'architecture.numResBlocks', 1, 100),
    attnResolutions: integers(value.attnResolutions, 'architecture.attnResolutions'),
    nz: size('nz'),
    zEmbDim: size('zEmbDim'),
    nMlp: integer(value.nMlp, 'architecture.nMlp', 0, 100),
    ...(value.wavelet !== undefined && { wavelet: parseWavelet(value.wavelet) }),
  };
}

function parseWavelet(value: unknown): WaveletConfig {
  if (!isFields(value)) throw invalid('architecture.wavelet', 'an object');
  const { levels, patchSize } = value;
  if (levels !== 'fir' && levels !== 'haar') throw invalid('architecture.wavelet.levels', 'fir or haar');
  if (patchSize !== 1 && patchSize !== 2) throw invalid('architecture.wavelet.patchSize', '1 or 2');
  const bandOrder = BAND_ORDERS.find((order) => order === value.bandOrder);
  if (bandOrder === undefined) throw invalid('architecture.wavelet.bandOrder', BAND_ORDERS.join(' or '));
  return { levels, patchSize, bandOrder };
}

function parseNotes(notes: unknown): readonly string[] {
  if (!Array.isArray(notes)) throw invalid('notes', 'a list of texts');
  return notes.map((note, index) => text(note, `notes[${index}]`));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown, field: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw invalid(field, 'a text that is not empty');
}

function integer(value: unknown, field: string, min: number, max: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalid(field, `a whole number from ${min} to ${max}`);
}

function integers(value: unknown, field: string): readonly number[] {
  if (!Array.isArray(value)) throw invalid(field, 'a list of whole numbers');
  return value.map((item, index) => integer(item, `${field}[${index}]`, 1, MAX_SIZE));
}

function invalid(field: string, expected: string): TrilemmaError {
  return new TrilemmaError(
    'model-damaged',
    `The model card is not valid: ${field} must be ${expected}. Import the model again.`,
  );
}
