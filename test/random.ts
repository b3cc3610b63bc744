/**
 * npm run test:random [-- --minutes N] [--seed S] [FILE ...]
 *
 * Runs the property tests with a random seed and 20 times the usual cases, in rounds until the minutes are over (one round
 * unless told). Ends at the first round that fails, with how to repeat it; `--seed` repeats.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FACTOR_VARIABLE, SEED_VARIABLE } from './support/property-cases.ts';

const FACTOR = 20;

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string', default: '0' }, seed: { type: 'string' } },
  allowPositionals: true,
});
const minutes = Number(values.minutes);
if (!(minutes >= 0)) throw new Error(`--minutes takes a number of minutes, not "${values.minutes}".`);
if (values.seed !== undefined && !/^-?\d{1,10}$/.test(values.seed)) {
  throw new Error(`--seed takes a whole number, not "${values.seed}".`);
}

const files =
  positionals.length > 0
    ? positionals
    : globSync('{src,bench,build,test}/**/*.test.ts').filter((file) =>
        readFileSync(file, 'utf8').includes("from 'fast-check'"),
      );
const end = performance.now() + minutes * 60_000;
let round = 0;
do {
  round += 1;
  const seed = values.seed ?? String(randomInt(2 ** 31));
  console.log(`Round ${round}: seed ${seed}, ${FACTOR} times the cases, ${files.length} files`);
  const env = { ...process.env, [SEED_VARIABLE]: seed, [FACTOR_VARIABLE]: String(FACTOR) };
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', ...files],
    {
      env,
      stdio: 'inherit',
    },
  );
  if (status !== 0) {
    console.error(`\nRepeat with: npm run test:random -- --seed ${seed} FILE`);
    process.exit(1);
  }
} while (values.seed === undefined && performance.now() < end);
