import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PACKAGE_RUNS, RUN_ELSEWHERE } from './package-runs.ts';
import { ROOT } from './run-script.ts';
import { TRAINING_RUN_ELSEWHERE, TRAINING_STEPS } from './training-steps.ts';

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

it('runs every script of package.json', () => {
  const ofTest = [...scripts.test!.matchAll(/npm run -s ([\w:-]+)/g)].map(([, name]) => name!);
  const run = [...ofTest, ...Object.keys(PACKAGE_RUNS), ...Object.keys(RUN_ELSEWHERE)];
  expect(run.toSorted()).toEqual(Object.keys(scripts).toSorted());
});

it('runs every script of the training and of the fixtures', () => {
  const all = globSync(['training/*.{py,ts,sh}', 'test/fixtures/*/*.py'], { cwd: ROOT });
  const commands = Object.values(scripts).join('\n');
  const run = new Set([
    ...TRAINING_STEPS.map(({ script }) => script),
    ...Object.keys(TRAINING_RUN_ELSEWHERE),
  ]);
  expect(all.filter((path) => !run.has(path) && !commands.includes(path))).toEqual([]);
});
