/** The PyTorch that is measured against. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface PyTorch {
  /** The program to run scripts with. */
  readonly python: string;
  readonly blas: string;
}

const run = promisify(execFile);
const training = join(import.meta.dirname, '..', 'training');

const INSTALL = 'on Debian: apt-get install python3-torch python3-numpy libopenblas0-pthread';

/**
 * The first Python that has PyTorch: the one that the variable PYTHON names, or Debian's, which is not always the first on
 * the path.
 *
 * @throws where there is none, and where it multiplies with the reference BLAS, which no comparison is fair to, unless
 * `allowReferenceBlas`.
 */
export async function findPyTorch({ allowReferenceBlas }: { allowReferenceBlas: boolean }): Promise<PyTorch> {
  const { PYTHON } = process.env;
  const refusals: string[] = [];
  for (const python of PYTHON === undefined ? ['python3', '/usr/bin/python3'] : [PYTHON]) {
    const found = await run(python, ['-m', 'ddgan.blas'], { cwd: training }).catch((error: unknown) => {
      refusals.push(`${python}: ${lastLineOf(error)}`);
    });
    if (found === undefined) continue;
    const blas = found.stdout.trim();
    if (blas === 'reference' && !allowReferenceBlas) {
      throw new Error(
        `The PyTorch of ${python} multiplies with the reference BLAS, which is up to three times slower than OpenBLAS. ` +
          `Install OpenBLAS (${INSTALL}), or measure all the same with --allow-reference-blas.`,
      );
    }
    return { python, blas };
  }
  throw new Error(`No Python with PyTorch here (${INSTALL}). ${refusals.join('; ')}`);
}

function lastLineOf(error: unknown): string {
  const { stderr, message } = error as { readonly stderr?: string; readonly message: string };
  return (stderr === undefined || stderr === '' ? message : stderr).trim().split('\n').at(-1)!;
}
