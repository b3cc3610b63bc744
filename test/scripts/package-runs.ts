/** A run of seconds for every script of package.json that `npm test` does not run itself. */
import { join } from 'node:path';

export interface PackageRun {
  /** @param folder is empty, and for the run alone. */
  readonly args: (folder: string) => readonly string[];
  /** What the script says when it has done what it is for. */
  readonly says: RegExp;
  readonly needsPyTorch?: true;
}

const root = join(import.meta.dirname, '..', '..');
const tiny = join(import.meta.dirname, 'tiny.json');

export const PACKAGE_RUNS: Readonly<Record<string, PackageRun | readonly PackageRun[]>> = {
  'bench:sampler': {
    args: (folder) => [
      '--config',
      'cifar10',
      '--rounds',
      '1',
      '--runs',
      '1',
      '--out',
      join(folder, 'out.json'),
    ],
    says: /times faster/,
    needsPyTorch: true,
  },
  'bench:training-step': [
    {
      args: (folder) => ['--config', tiny, '--rounds', '1', '--out', join(folder, 'out.json')],
      says: /"blas": "\w+"/,
      needsPyTorch: true,
    },
    {
      args: (folder) => ['--wavelet', '--config', tiny, '--rounds', '1', '--out', join(folder, 'out.json')],
      says: /"pixels": \{/,
    },
  ],
  'bench:cold-start': { args: () => ['--runs', '1'], says: /faces, 16 pictures .* median/ },
  'bench:studio': { args: () => ['--moves', '3'], says: /slider move to settled preview.*\d ms/ },
  'bench:gallery': {
    args: (folder) => [
      ...['--items', '10000', '--pictures', '20', '--kept', '20', '--rounds', '1'],
      ...['--out', join(folder, 'out.json')],
    ],
    says: /zip of 20 pictures/,
  },
  'bench:gallery-page': { args: () => ['--items', '2000'], says: /longest frame, scroll bar: \d+ ms/ },
  'bench:interpolation': {
    args: () => ['--frames', '8', '--rounds', '1', '--pairs', '1', '--formats', 'gif'],
    says: /as gif, linear: [\d.]+ times/,
  },
  'bench:film-quality': {
    args: () => ['--sizes', '32', '--scales', '1', '--frames', '4'],
    says: /\| faces \| 32 \| 1 \| webm \|/,
  },
  'bench:cross-fade': {
    args: () => ['--pictures', '2', '--rounds', '1'],
    says: /between two, each its own weights: [\d.]+ ms/,
  },
  'bench:training-data': { args: () => ['--pictures', '40'], says: /"taken": 36/ },
  'bench:training-latency': { args: () => ['--pictures', '2', '--rounds', '1'], says: /p95Ms/ },
  'fuzz:readers': {
    args: () => ['--cases', '3', '--seed', '1'],
    says: /\d+ files, seed 1: 0 faults/,
  },
  'fuzz:gallery': { args: () => ['--kills', '2'], says: /faults: \[\]/ },
  'fuzz:training': { args: () => ['--kills', '1', '--steps', '20'], says: /20 of 20 steps, losses equal/ },
  'docs:screenshots': {
    args: (folder) => ['--into', folder, '--settle', '200'],
    says: /Kept in the gallery: 60/,
  },
  'models:bundle': {
    args: (folder) => [
      join(root, 'resources/models/faces/model.safetensors'),
      join(root, 'training/cards/faces.json'),
      ...['--into', folder],
    ],
    says: /^faces: [0-9a-f]{64}$/m,
  },
  'test:published-shapes': {
    args: () => ['--config', 'wavediff-cifar10'],
    says: /^wavediff-cifar10: pictures equal/m,
  },
  'test:random': { args: () => ['src/shared/runs.test.ts'], says: /Round 1: seed \d+/ },
  'test:training': { args: () => [], says: /^OK/m, needsPyTorch: true },
};

/** Those that need no run here, and why. */
export const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  start: 'build/start.test.ts starts it',
  cli: 'bench:cold-start starts it, as users do',
  format: 'format:check is the same program over the same files, and writes nothing',
  'test:privacy': 'npm run test:e2e has the same spec, which watches for a shorter time',
  package: 'package:check packs by the same steps, in npm test',
  test: 'runs itself',
  'test:scripts': 'runs these',
};
