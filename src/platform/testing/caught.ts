import { TrilemmaError } from '../../shared/errors.ts';

/** The error that a person would see; fails where there is none, or where it is a fault of ours. */
export async function caught(action: () => unknown): Promise<TrilemmaError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof TrilemmaError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
