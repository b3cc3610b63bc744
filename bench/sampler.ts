/**
 * Our sampler against PyTorch and against this machine's own bound, in one run:
 *
 *     npm run bench:sampler -- [--rounds N] [--batch B] [--out FILE.json]
 *
 * Weights are random. Sampler and peer take turns, so that both see the same machine; medians count.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs, promisify } from 'node:util';

const run = promisify(execFile);
const root = new URL('..', import.meta.url).pathname;

const CONFIGS = ['cifar10', 'celebahq256'] as const;

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
  readonly pytorchSecondsPerImageStep: number;
  /** How many times faster than PyTorch. */
  readonly ratio: number;
}

async function measureOurs(config: string, batch: number): Promise<Ours> {
  const args = [
    'src/cli/main.ts',
    'bench',
    '--config',
    config,
    '--device',
    'cpu',
    '--batch',
    String(batch),
    '--json',
  ];
  const { stdout } = await run(process.execPath, args, { cwd: root });
  return JSON.parse(stdout) as Ours;
}

async function measurePeer(python: string, config: string, batch: number, threads: number) {
  const args = [
    'training/peer.py',
    '--config',
    config,
    '--threads',
    String(threads),
    '--batch',
    String(batch),
  ];
  const { stdout } = await run(python, [...args, '--runs', '5', '--json'], { cwd: root });
  return JSON.parse(stdout) as { secondsPerImageStep: number; torch: string };
}

/** A Python that has PyTorch; Debian's is not always the first on the path. */
async function findPython(): Promise<string> {
  for (const python of ['python3', '/usr/bin/python3']) {
    const found = await run(python, ['-c', 'import torch']).then(
      () => true,
      () => false,
    );
    if (found) return python;
  }
  throw new Error('No Python with PyTorch here; on Debian: apt-get install python3-torch');
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function measure(config: string, batch: number, rounds: number, python: string): Promise<Row> {
  const threads = availableParallelism();
  const ours: Ours[] = [];
  const peer: number[] = [];
  let torch = '';
  for (let round = 0; round < rounds; round++) {
    ours.push(await measureOurs(config, batch));
    const result = await measurePeer(python, config, batch, threads);
    peer.push(result.secondsPerImageStep);
    torch = result.torch;
  }
  const of = (key: keyof Ours) => median(ours.map((result) => result[key]));
  const secondsPerImageStep = of('secondsPerImageStep');
  const pytorchSecondsPerImageStep = median(peer);
  return {
    config,
    batch,
    threads,
    torch,
    secondsPerImageStep,
    gflops: of('gflops'),
    machineGflops: of('machineGflops'),
    boundShare: of('boundShare'),
    peakBytesOverWeights: Math.max(...ours.map((result) => result.peakBytesOverWeights)),
    pytorchSecondsPerImageStep,
    ratio: pytorchSecondsPerImageStep / secondsPerImageStep,
  };
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    batch: { type: 'string', default: '1' },
    out: { type: 'string', default: 'bench/results/sampler.json' },
  },
});
const python = await findPython();
const rows: Row[] = [];
for (const config of CONFIGS)
  rows.push(await measure(config, Number(values.batch), Number(values.rounds), python));
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
await mkdir(dirname(values.out), { recursive: true });
await writeFile(values.out, `${JSON.stringify(rows, null, 2)}\n`);
