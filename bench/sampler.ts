/**
 * Our sampler against PyTorch and against this machine's own bound, in one run:
 *
 *     npm run bench:sampler -- [--config cifar10|celebahq256]... [--rounds N] [--runs N] [--batch B] [--out FILE.json]
 *         [--allow-reference-blas]
 *
 * Weights are random. Sampler and peer take turns, `rounds` of `runs` each, so that both see the same machine; medians count.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { findPyTorch } from './pytorch.ts';
import { median } from '../src/shared/median.ts';

const run = promisify(execFile);
const root = new URL('..', import.meta.url).pathname;

const { values } = parseArgs({
  options: {
    config: { type: 'string', multiple: true, default: ['cifar10', 'celebahq256'] },
    rounds: { type: 'string', default: '3' },
    runs: { type: 'string', default: '5' },
    batch: { type: 'string', default: '1' },
    out: { type: 'string', default: 'bench/results/sampler.json' },
    'allow-reference-blas': { type: 'boolean', default: false },
  },
});
const { batch, runs } = values;
const { python, blas } = await findPyTorch({ allowReferenceBlas: values['allow-reference-blas'] });

interface Ours {
  readonly secondsPerImageStep: number;
  readonly gflops: number;
  readonly machineGflops: number;
  readonly boundShare: number;
  readonly peakBytesOverWeights: number;
}

interface Row extends Ours {
  readonly config: string;
  readonly batch: number;
  readonly threads: number;
  readonly torch: string;
  readonly blas: string;
  readonly pytorchSecondsPerImageStep: number;
  /** How many times faster than PyTorch. */
  readonly ratio: number;
}

async function measureOurs(config: string): Promise<Ours> {
  const args = ['src/cli/main.ts', 'bench', '--config', config, '--device', 'cpu', '--batch', batch];
  const { stdout } = await run(process.execPath, [...args, '--runs', runs, '--json'], { cwd: root });
  return JSON.parse(stdout) as Ours;
}

async function measurePeer(config: string, threads: number) {
  const args = [
    'training/pytorch_benchmark.py',
    '--config',
    config,
    '--threads',
    String(threads),
    '--batch',
    batch,
  ];
  const { stdout } = await run(python, [...args, '--runs', runs, '--json'], { cwd: root });
  return JSON.parse(stdout) as { secondsPerImageStep: number; torch: string };
}

async function measure(config: string): Promise<Row> {
  const threads = availableParallelism();
  const ours: Ours[] = [];
  const peer: number[] = [];
  let torch = '';
  for (let round = 0; round < Number(values.rounds); round++) {
    ours.push(await measureOurs(config));
    const result = await measurePeer(config, threads);
    peer.push(result.secondsPerImageStep);
    torch = result.torch;
  }
  const of = (key: keyof Ours) => median(ours.map((result) => result[key]));
  const secondsPerImageStep = of('secondsPerImageStep');
  const pytorchSecondsPerImageStep = median(peer);
  return {
    config,
    batch: Number(batch),
    threads,
    torch,
    blas,
    secondsPerImageStep,
    gflops: of('gflops'),
    machineGflops: of('machineGflops'),
    boundShare: of('boundShare'),
    peakBytesOverWeights: Math.max(...ours.map((result) => result.peakBytesOverWeights)),
    pytorchSecondsPerImageStep,
    ratio: pytorchSecondsPerImageStep / secondsPerImageStep,
  };
}

const rows: Row[] = [];
for (const config of values.config) rows.push(await measure(config));
console.table(
  rows.map((row) => ({
    config: row.config,
    batch: row.batch,
    'ours, ms': (row.secondsPerImageStep * 1000).toFixed(1),
    'PyTorch, ms': (row.pytorchSecondsPerImageStep * 1000).toFixed(1),
    'times faster': row.ratio.toFixed(2),
    'GFLOP/s': row.gflops.toFixed(0),
    'best convolution': row.machineGflops.toFixed(0),
    share: row.boundShare.toFixed(2),
    'MB over weights': (row.peakBytesOverWeights / 2 ** 20).toFixed(0),
  })),
);
console.log(`PyTorch ${rows[0]!.torch} with ${blas}`);
await mkdir(dirname(values.out), { recursive: true });
await writeFile(values.out, `${JSON.stringify(rows, null, 2)}\n`);
