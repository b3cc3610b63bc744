/**
 * Gives every reader of files that come from anywhere real files with some of their bytes changed, and looks that each is
 * read or refused in words, soon, and within bounds of memory:
 *
 *     npm run fuzz:readers -- [--minutes N] [--cases N] [--seed N] [--only NAME]
 */
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseSeed } from '../../core/random/seed.ts';
import { randomStream } from '../../core/random/stream.ts';
import { removeTemporaryFolders } from '../../platform/testing/temporary-folder.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { mutated } from './mutations.ts';
import { READERS, type Reader } from './readers.ts';

/** Of the processor, not by the clock: the machine may be busy. */
const MOST_CPU_MS = 2000;
/** Videos are read in a thread, which is ended where it does not come to an end; all else goes on meanwhile. */
const OWN_THREAD = /\.(?:mp4|webm)$/;
/** By the clock, for what waits for ever. */
const LONGEST_MS = 60_000;
/** Twice the file, and so much. */
const MOST_MEMORY = 64 * 2 ** 20;

/** What a process that reads says of a case when it is over. */
interface Outcome {
  readonly number: number;
  readonly bytes: number;
  readonly cpuMs: number;
  /** Above what it held before the first case. */
  readonly memory: number;
  /** The error, where it was not one for people. */
  readonly error: string | null;
}

interface Fault {
  readonly reader: string;
  readonly number: number;
  readonly what: string;
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    cases: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: String(Date.now()) },
    only: { type: 'string' },
    /** For the process that reads: the reader, and the first case. */
    read: { type: 'string' },
    from: { type: 'string', default: '0' },
  },
});

function caseOf(whole: Uint8Array, name: string, number: number): Uint8Array {
  return mutated(whole, randomStream(parseSeed(values.seed), 'readers').split(name, number));
}

/** Reads one case after the other until it is ended. */
async function readCases({ name, file, read }: Reader): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trilemma-fuzz-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.on('disconnect', () => process.exit());
  const path = join(folder, name);
  const whole = await file();
  writeFileSync(path, whole);
  await Promise.try(() => read(path)).catch(() => undefined);
  const held = process.resourceUsage().maxRSS;
  for (let number = Number(values.from); ; number++) {
    const bytes = caseOf(whole, name, number);
    writeFileSync(path, bytes);
    process.send!(number);
    const before = process.cpuUsage();
    const error = await Promise.try(() => read(path)).then(
      () => null,
      (reason: unknown) => (reason instanceof TrilemmaError ? null : String((reason as Error).stack)),
    );
    const { user, system } = process.cpuUsage(before);
    removeTemporaryFolders();
    const memory = 1024 * (process.resourceUsage().maxRSS - held);
    process.send!({
      number,
      bytes: bytes.length,
      cpuMs: (user + system) / 1000,
      memory,
      error,
    } satisfies Outcome);
    // Lets the messages out, and garbage be collected.
    globalThis.gc?.();
    await new Promise(setImmediate);
  }
}

function judge(reader: string, { bytes, cpuMs, memory, error }: Outcome): string | null {
  if (error !== null) return error;
  if (cpuMs > MOST_CPU_MS && !OWN_THREAD.test(reader)) return `took ${cpuMs.toFixed(0)} ms of the processor`;
  if (memory > 2 * bytes + MOST_MEMORY) return `took ${(memory / 2 ** 20).toFixed(0)} MB for ${bytes} bytes`;
  return null;
}

/** Cases from `from` on, until one of them is a fault, or there is no more time. @returns the next, and the fault. */
async function tryCases(
  reader: string,
  from: number,
  { until, cases }: { until: number; cases: number },
): Promise<{ readonly next: number; readonly fault: Fault | null }> {
  const args = ['--read', reader, '--from', String(from), '--seed', values.seed];
  const child = fork(import.meta.filename, args, {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (data: string) => (said = (said + data).slice(-2000)));
  let current = from;
  const { promise, resolve } = Promise.withResolvers<string | null>();
  let deadline: NodeJS.Timeout | undefined;
  child.on('message', (message: number | Outcome) => {
    clearTimeout(deadline);
    if (typeof message === 'number') {
      current = message;
      deadline = setTimeout(() => resolve(`did not come to an end in ${LONGEST_MS / 1000} s`), LONGEST_MS);
      return;
    }
    const fault = judge(reader, message);
    if (fault !== null) resolve(fault);
    else if (message.number + 1 >= cases || Date.now() > until) {
      resolve(null);
    }
  });
  child.on('exit', (code, signal) => resolve(`ended the process by ${signal ?? code}: ${said}`));
  const what = await promise;
  clearTimeout(deadline);
  child.removeAllListeners('exit');
  child.kill('SIGKILL');
  return { next: current + 1, fault: what === null ? null : { reader, number: current, what } };
}

async function fuzz(): Promise<void> {
  const readers = READERS.filter(({ name }) => values.only === undefined || name === values.only);
  const kept = join(import.meta.dirname, '../../../dist/fuzz');
  const share = (60_000 * Number(values.minutes)) / readers.length;
  const faults: Fault[] = [];
  let tried = 0;
  for (const { name, file } of readers) {
    const until = Date.now() + share;
    const cases = Number(values.cases);
    let next = 0;
    while (next < cases && Date.now() < until) {
      const found = await tryCases(name, next, { until, cases });
      next = found.next;
      if (found.fault === null) break;
      mkdirSync(kept, { recursive: true });
      writeFileSync(
        join(kept, `${found.fault.number}-${name}`),
        caseOf(await file(), name, found.fault.number),
      );
      faults.push(found.fault);
      console.log(found.fault);
    }
    tried += next;
  }
  removeTemporaryFolders();
  console.log(
    `${tried} files, seed ${values.seed}: ${faults.length} faults${faults.length > 0 ? `, kept in ${kept}` : ''}`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
}

if (values.read === undefined) await fuzz();
else await readCases(READERS.find(({ name }) => name === values.read)!);
