/**
 * From a cold start to 16 faces on disk, as a user waits for it:
 *
 *     npm run bench:cold-start -- [--runs N] [--model NAME]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const root = new URL('..', import.meta.url).pathname;
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, model: { type: 'string', default: 'faces' } },
});

const out = mkdtempSync(join(tmpdir(), 'trilemma-cold-'));
const seconds = Array.from({ length: Number(values.runs) }, () => {
  const args = ['run', '-s', 'cli', '--', 'generate', values.model, '--count', '16', '--out', out];
  const start = performance.now();
  const { status, stderr } = spawnSync('npm', args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return (performance.now() - start) / 1000;
}).sort((a, b) => a - b);
rmSync(out, { recursive: true });

const middle = seconds[Math.floor(seconds.length / 2)]!;
console.log(
  `${values.model}, 16 pictures on ${availableParallelism()} cores: median ${middle.toFixed(2)} s, ${seconds[0]!.toFixed(2)} to ${seconds.at(-1)!.toFixed(2)} s`,
);
