/**
 * Our training steps against PyTorch's, on the same cores and in the same minutes:
 *
 *     npm run bench:training-step -- [--config FILE.json] [--batch B] [--rounds N] [--layout nchw|nhwc] [--out FILE.json]
 *         [--allow-reference-blas] [--wavelet]
 *
 * With --wavelet, what a fine-tuning step in the wavelet family costs against one on pixels, both ours and augmented as
 * presets have it: networks of the same widths and sides of maps, so for pictures of twice the side.
 *
 * Two processes hold their networks and take turns, step by step; medians count, and the median of the rounds' ratios. A
 * step is one of D and one of G, and every tenth D has R1. Weights are random. Memory is each process's largest resident
 * size.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { TRAINING_ENVIRONMENT } from '../src/engine/engine-environment.ts';
import { findPyTorch } from './pytorch.ts';
import { median } from '../src/shared/median.ts';

const KINDS = ['d', 'r1', 'g'] as const;
type Kind = (typeof KINDS)[number];

/** Every how many steps R1 is computed. */
const LAZY_REGULARISATION = 10;

interface Timing {
  readonly seconds: number;
  /** Of all threads; a machine that does other things too changes these less. */
  readonly coreSeconds: number;
  readonly peakBytes: number;
}

type Measure = 'seconds' | 'coreSeconds';

/** One of the two processes. */
class Side {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #timings: Record<Kind, Timing[]> = { d: [], r1: [], g: [] };
  #peakBytes = 0;

  constructor(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#process = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    });
    this.#lines = createInterface({ input: this.#process.stdout! })[Symbol.asyncIterator]();
  }

  async line<T>(): Promise<T> {
    const next = await this.#lines.next();
    if (next.done === true) throw new Error('A side of the benchmark ended early.');
    return JSON.parse(next.value) as T;
  }

  async step(kind: Kind): Promise<void> {
    this.#process.stdin!.write(`${kind}\n`);
    const timing = await this.line<Timing>();
    this.#timings[kind].push(timing);
    this.#peakBytes = timing.peakBytes;
  }

  /** D and G together with R1's share, in each round but the first. */
  stepsIn(of: Measure): readonly number[] {
    const { d, r1, g } = this.#timings;
    const steps = d.map((plain, round) => {
      const ofD = (LAZY_REGULARISATION - 1) * plain[of] + r1[round]![of];
      return ofD / LAZY_REGULARISATION + g[round]![of];
    });
    return steps.slice(1);
  }

  #medians(of: Measure): Record<Kind | 'step', number> {
    const medianOf = (kind: Kind) => median(this.#timings[kind].slice(1).map((timing) => timing[of]));
    return { d: medianOf('d'), r1: medianOf('r1'), g: medianOf('g'), step: median(this.stepsIn(of)) };
  }

  get summary() {
    return {
      seconds: this.#medians('seconds'),
      coreSeconds: this.#medians('coreSeconds'),
      peakBytes: this.#peakBytes,
    };
  }

  end(): void {
    this.#process.stdin!.end('end\n');
  }
}

const root = new URL('..', import.meta.url).pathname;
const { values } = parseArgs({
  options: {
    config: { type: 'string', default: `${root}training/configs/faces64-cpu.json` },
    batch: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '5' },
    layout: { type: 'string', default: 'nchw' },
    out: { type: 'string', default: 'bench/results/training-step.json' },
    'allow-reference-blas': { type: 'boolean', default: false },
    wavelet: { type: 'boolean', default: false },
  },
});
const { config, batch, rounds, layout, out, wavelet } = values;
const threads = availableParallelism();

/** One of our processes, when its graphs are loaded, and what it says of itself. */
async function startOurs(...options: readonly string[]) {
  const program = new URL('./training-step-ours.ts', import.meta.url).pathname;
  const side = new Side(process.execPath, [program, config, batch, ...options], TRAINING_ENVIRONMENT);
  return { side, about: await side.line<{ readonly loadSeconds: number }>() };
}

async function startPyTorch() {
  const { python, blas } = await findPyTorch({ allowReferenceBlas: values['allow-reference-blas'] });
  const side = new Side(python, [
    `${root}bench/training_step_peer.py`,
    config,
    batch,
    String(threads),
    layout,
  ]);
  return { side, about: { ...(await side.line<{ readonly torch: string }>()), blas, layout } };
}

/** What is measured, by its name, and then what it is measured against. */
const sides = wavelet
  ? { wavelet: await startOurs('--wavelet', '--augmented'), pixels: await startOurs('--augmented') }
  : { ours: await startOurs(), pytorch: await startPyTorch() };
const all = Object.entries(sides);

for (let round = 0; round <= Number(rounds); round++) {
  for (const kind of KINDS) for (const [, { side }] of all) await side.step(kind);
}
const [measured, against] = all.map(([, { side }]) => side) as [Side, Side];
/** That of the median round, whose two steps saw the same machine. */
const ratio = (of: Measure) =>
  median(measured.stepsIn(of).map((step, round) => step / against.stepsIn(of)[round]!));
const result = {
  config: config.replace(root, ''),
  batch: Number(batch),
  threads,
  ...Object.fromEntries(all.map(([name, { side, about }]) => [name, { ...about, ...side.summary }])),
  ratios: {
    seconds: ratio('seconds'),
    coreSeconds: ratio('coreSeconds'),
    memory: measured.summary.peakBytes / against.summary.peakBytes,
  },
};
for (const [, { side }] of all) side.end();
console.log(JSON.stringify(result, null, 2));
await mkdir(dirname(out), { recursive: true });
await writeFile(out, `${JSON.stringify(result, null, 2)}\n`);
