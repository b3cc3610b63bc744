import { type ErrorCode, TrilemmaError } from '../../../shared/errors.ts';
import type { Host } from './host.ts';

/**
 * Hands the bytes of a file to the studio, which keeps them in a file of its own. `fetch` tells no progress of an upload;
 * XMLHttpRequest does.
 */
export const uploadFile: Host['pathOf'] = async (file, { signal, onProgress }) => {
  await checkReadable(file);
  if (signal?.aborted === true) throw cancelled();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const upload = new XMLHttpRequest();
  const fail = (code: ErrorCode, message: string) => reject(new TrilemmaError(code, message));
  upload.open('POST', `/uploads?name=${encodeURIComponent(file.name.toWellFormed())}`);
  upload.responseType = 'json';
  upload.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
  upload.onload = () => {
    const answer = upload.response as { path?: string; error?: { code: ErrorCode; message: string } } | null;
    if (answer?.path !== undefined) resolve(answer.path);
    else fail(answer?.error?.code ?? 'file', answer?.error?.message ?? `${file.name} could not be uploaded.`);
  };
  upload.onerror = () =>
    fail('disconnected', `${file.name} could not be uploaded: the studio does not answer.`);
  upload.onabort = () => reject(cancelled());
  signal?.addEventListener('abort', () => upload.abort());
  upload.send(file);
  return await promise;
};

function cancelled(): TrilemmaError {
  return new TrilemmaError('cancelled', 'Cancelled.');
}

/** An upload of what cannot be read fails as if the studio did not answer. @throws {TrilemmaError} `file`. */
async function checkReadable(file: File): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch (cause) {
    throw new TrilemmaError(
      'file',
      `${file.name} cannot be read: it is a folder, or no longer exists. Choose the files in it, or zip it.`,
      { cause },
    );
  }
}
