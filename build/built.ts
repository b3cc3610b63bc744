import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a build makes last, or alone. */
const PRODUCTS = ['main/main.js', 'main/cli.js', 'preload/preload.cjs', 'renderer/index.html'];
const SOURCES = ['package-lock.json', 'package.json', 'electron.vite.config.ts'];

/** True if everything that is built is there and newer than what it is built from. */
export function isBuilt(root: string): boolean {
  const products = PRODUCTS.map((path) => join(root, 'dist', path));
  if (!products.every((path) => existsSync(path))) return false;
  const oldest = Math.min(...products.map(modified));
  return [...SOURCES.map((path) => join(root, path)), ...sourcesBelow(join(root, 'src'))].every(
    (path) => !existsSync(path) || modified(path) <= oldest,
  );
}

function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function modified(path: string): number {
  return statSync(path).mtimeMs;
}
