import { findPyTorch, type PyTorch } from '../../bench/pytorch.ts';

/**
 * The PyTorch that the scripts run with, or nothing where there is none: then what needs it is skipped. Where the variable
 * PYTHON names one, it must be there.
 *
 * @throws where PYTHON names a Python without PyTorch, or with the reference BLAS.
 */
export async function pytorchOrSkip(): Promise<PyTorch | undefined> {
  try {
    return await findPyTorch({ allowReferenceBlas: false });
  } catch (error) {
    if (process.env.PYTHON !== undefined) throw error;
    console.warn(`What needs PyTorch is skipped. ${(error as Error).message}`);
    return undefined;
  }
}
