import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { findPyTorch } from './pytorch.ts';

const folder = mkdtempSync(join(tmpdir(), 'trilemma-pytorch-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

/** Names a program that does `script` as the Python to use. */
function pythonDoes(script: string): string {
  const python = join(folder, 'python');
  writeFileSync(python, `#!/bin/sh\n${script}\n`);
  chmodSync(python, 0o755);
  vi.stubEnv('PYTHON', python);
  return python;
}

it.skipIf(process.platform === 'win32')('refuses the reference BLAS unless it is asked for', async () => {
  const python = pythonDoes('echo reference');
  await expect(findPyTorch({ allowReferenceBlas: false })).rejects.toThrow(
    /reference BLAS.*apt-get install .*libopenblas0-pthread.*--allow-reference-blas/,
  );
  expect(await findPyTorch({ allowReferenceBlas: true })).toEqual({ python, blas: 'reference' });
});

it.skipIf(process.platform === 'win32')('takes any other', async () => {
  const python = pythonDoes('echo OpenBLAS');
  expect(await findPyTorch({ allowReferenceBlas: false })).toEqual({ python, blas: 'OpenBLAS' });
});

it.skipIf(process.platform === 'win32')('says what is missing, and what to install', async () => {
  pythonDoes('echo "ModuleNotFoundError: No module named torch" >&2; exit 1');
  await expect(findPyTorch({ allowReferenceBlas: false })).rejects.toThrow(
    /apt-get install python3-torch.*No module named torch/,
  );
});
