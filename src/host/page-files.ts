/**
 * The interface's files, read once into memory at the start. A request is looked up in this index, so that no path
 * from outside ever reaches the file system, and a page that is open does not change under a new build.
 */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { appFolder } from '../platform/app-folder.ts';
import { systemCode } from '../platform/file-error.ts';
import { TrilemmaError } from '../shared/errors.ts';
import type { HostAnswer } from './answer.ts';

/** By the path in the URL. */
export type PageFiles = ReadonlyMap<string, HostAnswer>;

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.webp', 'image/webp'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.wasm', 'application/wasm'],
]);

/** The bundler names everything in this folder by a hash of its content. */
const HASHED = '/assets/';
const START_PAGE = '/index.html';

/** Where the build puts the interface. */
export function builtPageFolder(): string {
  return join(appFolder(), 'dist', 'renderer');
}

/**
 * Reads every file of a built interface; its start page also answers at `/`.
 *
 * @throws {TrilemmaError} `file` where there is no start page: the interface was not built.
 */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const files = new Map<string, HostAnswer>();
  for (const path of await filesBelow(folder)) {
    const urlPath = `/${relative(folder, path).split(sep).join('/')}`;
    files.set(urlPath, fileAnswer(urlPath, await readFile(path)));
  }
  const start = files.get(START_PAGE);
  if (start === undefined) {
    throw new TrilemmaError(
      'file',
      `The interface is not built: ${folder} has no index.html. Run npm run build.`,
    );
  }
  return files.set('/', start);
}

function fileAnswer(urlPath: string, body: Uint8Array<ArrayBuffer>): HostAnswer {
  return {
    status: 200,
    headers: {
      'Content-Type': TYPES.get(extname(urlPath)) ?? 'application/octet-stream',
      'Cache-Control': urlPath.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
    body,
  };
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw cause;
  }
}
