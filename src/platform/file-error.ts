import { TrilemmaError } from '../shared/errors.ts';

/** The operating system's error codes as clauses for people. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'there is no space left on the disk'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file would be larger than is allowed here'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENOENT', 'there is no such file or folder'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['ELOOP', 'its links lead in a circle'],
  ['EEXIST', 'a file of that name is in the way'],
  ['EISDIR', 'it is a folder'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['EINVAL', 'the disk does not take such a name or file'],
  ['EILSEQ', 'the disk does not take the characters of its name'],
  ['ERR_INVALID_ARG_VALUE', 'its name has a character that no name may have'],
  ['ENOTEMPTY', 'there is something in the folder'],
  ['EXDEV', 'it is on another disk'],
  ['ENOTSUP', 'the disk cannot do this'],
  ['EOPNOTSUPP', 'the disk cannot do this'],
  ['EOVERFLOW', 'it is too large to be opened here'],
  ['ENODEV', 'the device is not there'],
  ['ENXIO', 'the device is not there'],
  ['ESTALE', 'the network drive has lost it; connect the drive again'],
  ['ETIMEDOUT', 'the drive does not answer'],
  ['EHOSTDOWN', 'the drive does not answer'],
  ['ETXTBSY', 'it is a program that runs'],
  ['EBUSY', 'another program is using it'],
  ['EMFILE', 'too many files are open'],
  ['ENFILE', 'too many files are open'],
  ['EIO', 'the disk reports a fault'],
]);

/** The operating system's code of a failure, such as `ENOENT`; undefined for other errors. */
export function systemCode(cause: unknown): string | undefined {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && !(cause instanceof TrilemmaError) ? code : undefined;
}

/**
 * The error for people of a failed file operation. What the operating system did not say stays as it is: errors
 * that are for people already, and mistakes of ours.
 *
 * @param what the failure, without a full stop: `x.png cannot be written`
 * @param cause what the operation threw
 * @returns a TrilemmaError 'file', or `cause`
 */
export function fileError(what: string, cause: unknown): Error {
  if (!(cause instanceof Error)) return new Error(String(cause));
  const code = systemCode(cause);
  if (code === undefined) return cause;
  return new TrilemmaError('file', `${what}: ${reasonOf(code, cause)}.`, { cause });
}

function reasonOf(code: string, cause: Error): string {
  if (code === 'ENOENT' && isNotUtf8(pathOf(cause))) return NOT_UTF8;
  return reasons.get(code) ?? systemSentence(cause.message);
}

/** Stands in names for bytes that are not UTF-8; such a name leads to no file. */
const REPLACED = '\uFFFD';

const NOT_UTF8 =
  'its name is not in UTF-8, and can be opened here only after it is renamed (where it shows \uFFFD)';

/** True if a name or path is not valid UTF-8. */
export function isNotUtf8(path: string): boolean {
  return path.includes(REPLACED);
}

function pathOf(cause: Error): string {
  return 'path' in cause && typeof cause.path === 'string' ? cause.path : '';
}

/** `EINVAL: invalid argument, open '/a/.x.tmp'`, without the call and its path, which is often an inner one. */
function systemSentence(message: string): string {
  return message.replace(/^[A-Z_\d]+: /, '').replace(/, [a-z]+(?: '.*')?$/s, '');
}

/** Error codes of systems and databases where the disk is full. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

/** True if a failure, or its cause, is that the disk is full. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && FULL.has(error.code)) return true;
  return isDiskFull(error.cause);
}
