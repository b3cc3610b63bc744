import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PACKAGE_RUNS } from './package-runs.ts';
import { pytorchOrSkip } from './pytorch.ts';
import { runScript } from './run-script.ts';

const pytorch = await pytorchOrSkip();

const runs = Object.entries(PACKAGE_RUNS).flatMap(([name, ofScript]) =>
  [ofScript].flat().map((run) => ({ name, ...run })),
);
for (const { name, args, says, needsPyTorch } of runs) {
  it.skipIf(needsPyTorch && pytorch === undefined)(`npm run ${name}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'trilemma-script-'));
    try {
      const said = await runScript('npm', ['run', '-s', name, '--', ...args(folder)], {
        python: pytorch?.python,
      });
      expect(said).toMatch(says);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
