/** What the scripts of `training` and the makers of the fixtures do in seconds, each with what the ones before it left. */
import { join } from 'node:path';

export interface TrainingStep {
  /** Below the project's root. */
  readonly script: string;
  /** Paths are below the folder that all steps share. */
  readonly args: readonly string[];
  /** Files that it must have written, below the same folder. */
  readonly leaves: readonly string[];
  /** Of Python, besides what all of them need. */
  readonly module?: string;
}

const TINY = join(import.meta.dirname, 'tiny.json');

export const TRAINING_STEPS: readonly TrainingStep[] = [
  {
    script: 'training/train.py',
    args: [
      ...['--data', 'pictures', '--config', TINY, '--out', 'run', '--threads', '1'],
      // By the clock: on a busy machine the active time may take long to pass.
      ...['--minutes', '1', '--call-minutes', '0.1', '--snapshot-minutes', '0.001'],
    ],
    leaves: ['run/checkpoint.pt', 'run/generator.safetensors', 'run/metrics.jsonl', 'run/snapshots'],
  },
  {
    script: 'training/evaluate.py',
    args: [
      ...['--model', 'run/generator.safetensors', '--data', 'pictures', '--count', '16', '--by-step'],
      ...['--out', 'report', '--curve', 'curve.jsonl', '--images', '100', '--threads', '1'],
    ],
    leaves: ['report/report.json', 'report/report.txt', 'report/generated.webp', 'curve.jsonl'],
  },
  {
    script: 'training/curve.py',
    args: ['curve.jsonl', 'curve.png'],
    leaves: ['curve.png'],
    module: 'matplotlib',
  },
  {
    script: 'training/average.py',
    args: ['run/generator.safetensors', 'run/generator.safetensors', '--out', 'average.safetensors'],
    leaves: ['average.safetensors'],
  },
  {
    script: 'training/compare.py',
    args: ['--data', 'pictures', '--models', 'run/generator.safetensors', 'average.safetensors'],
    leaves: [],
  },
  {
    script: 'training/export_discriminator.py',
    args: ['run', TINY],
    leaves: ['run/discriminator.safetensors'],
  },
  { script: 'training/transfer_run.py', args: ['pack', 'run', 'carried'], leaves: ['carried/part-00'] },
  {
    script: 'training/device.sh',
    args: [TINY, 'pictures', 'carried', 'out', '0.1', '--threads', '1'],
    leaves: ['out/part-00', 'out/sheet.png', 'out/metrics.jsonl'],
  },
  {
    script: 'training/throughput.py',
    args: ['--config', TINY, '--batch', '4', '--seconds', '0.1'],
    leaves: [],
  },
  {
    script: 'training/pytorch_benchmark.py',
    args: ['--config', 'cifar10', '--runs', '1', '--threads', '1'],
    leaves: [],
  },
  {
    script: 'test/fixtures/checkpoints/make.py',
    args: ['--into', 'fixtures'],
    leaves: ['fixtures/expected.json', 'fixtures/content.pth'],
  },
  {
    script: 'test/fixtures/configurations/make.py',
    args: ['--into', 'fixtures'],
    leaves: ['fixtures/generator-one-level.safetensors', 'fixtures/discriminator-small-16.safetensors'],
  },
  {
    script: 'test/fixtures/measures/make.py',
    args: ['--into', 'fixtures'],
    leaves: ['fixtures/inception-narrow.pth', 'fixtures/distances.json'],
  },
  {
    script: 'test/fixtures/training/make.py',
    args: ['--into', 'fixtures'],
    leaves: ['fixtures/large.safetensors', 'fixtures/small-without-r1.safetensors'],
  },
  {
    script: 'test/fixtures/training/make_wide.py',
    args: ['--into', 'fixtures'],
    leaves: ['fixtures/wide-pixels.safetensors', 'fixtures/wide-wavelet.safetensors'],
  },
];

/** Those that need no run here, and why. */
export const TRAINING_RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  'training/outliers.py': 'test:training runs it on a small network; those that it is for are a download',
  'training/variants.py': 'the same',
};
