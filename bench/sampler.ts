/**
 * Our sampler against PyTorch and against this machine's own bound, in one run:
 *
 *     npm run bench:sampler -- [--config cifar10|celebahq256|wavediff-celebahq256...]... [--rounds N] [--runs N] [--batch B]
 *         [--out FILE.json] [--allow-reference-blas]
 *
 * Weights are random. In each of `rounds`, sampler and peer take turns on every configuration, `runs` each, so that all see the
 * same machine; medians count, and the median of the rounds' ratios.
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
  readonly coreSecondsPerImageStep: number;
  readonly gflops: number;
  readonly machineGflops: number;
  readonly boundShare: number;
  readonly peakBytesOverWeights: number;
}

interface Peer {
  readonly secondsPerImageStep: number;
  readonly coreSecondsPerImageStep: number;
  readonly torch: string;
}

interface Row extends Ours {
  readonly config: string;
  readonly batch: number;
  readonly threads: number;
  readonly torch: string;
  readonly blas: string;
  readonly pytorchSecondsPerImageStep: number;
  /** How many times faster than PyTorch, in the median round. */
  readonly ratio: number;
  /** The same by the processor time of all cores, which other work on the machine lengthens less. */
  readonly coreRatio: number;
}

async function measureOurs(config: string): Promise<Ours> {
  const args = ['src/cli/main.ts', 'bench', '--config', config, '--device', 'cpu', '--batch', batch];
  const { stdout } = await run(process.execPath, [...args, '--runs', runs, '--json'], { cwd: root });
  return JSON.parse(stdout) as Ours;
}

async function measurePeer(config: string, threads: number): Promise<Peer> {
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
  return JSON.parse(stdout) as Peer;
}

/** One round of one configuration. */
interface Round {
  readonly ours: Ours;
  readonly peer: Peer;
  /** How many times faster than the peer. */
  readonly ratio: number;
  readonly coreRatio: number;
}

async function measure(config: string): Promise<Round> {
  const ours = await measureOurs(config);
  const peer = await measurePeer(config, availableParallelism());
  return {
    ours,
    peer,
    ratio: peer.secondsPerImageStep / ours.secondsPerImageStep,
    coreRatio: peer.coreSecondsPerImageStep / ours.coreSecondsPerImageStep,
  };
}

function rowOf(config: string, rounds: readonly Round[]): Row {
  const of = (key: keyof Ours) => median(rounds.map(({ ours }) => ours[key]));
  return {
    config,
    batch: Number(batch),
    threads: availableParallelism(),
    torch: rounds[0]!.peer.torch,
    blas,
    secondsPerImageStep: of('secondsPerImageStep'),
    coreSecondsPerImageStep: of('coreSecondsPerImageStep'),
    gflops: of('gflops'),
    machineGflops: of('machineGflops'),
    boundShare: of('boundShare'),
    peakBytesOverWeights: Math.max(...rounds.map(({ ours }) => ours.peakBytesOverWeights)),
    pytorchSecondsPerImageStep: median(rounds.map(({ peer }) => peer.secondsPerImageStep)),
    ratio: median(rounds.map(({ ratio }) => ratio)),
    coreRatio: median(rounds.map(({ coreRatio }) => coreRatio)),
  };
}

const rounds = new Map(values.config.map((config) => [config, [] as Round[]]));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [config, measured] of rounds) measured.push(await measure(config));
}
const rows = [...rounds].map(([config, measured]) => rowOf(config, measured));
console.table(
  rows.map((row) => ({
    config: row.config,
    batch: row.batch,
    'ours, ms': (row.secondsPerImageStep * 1000).toFixed(1),
    'PyTorch, ms': (row.pytorchSecondsPerImageStep * 1000).toFixed(1),
    'times faster': row.ratio.toFixed(2),
    'by core seconds': row.coreRatio.toFixed(2),
    'GFLOP/s': row.gflops.toFixed(0),
    'best convolution': row.machineGflops.toFixed(0),
    share: row.boundShare.toFixed(2),
    'MB over weights': (row.peakBytesOverWeights / 2 ** 20).toFixed(0),
  })),
);
console.log(`PyTorch ${rows[0]!.torch} with ${blas}`);
await mkdir(dirname(values.out), { recursive: true });
await writeFile(values.out, `${JSON.stringify(rows, null, 2)}\n`);
