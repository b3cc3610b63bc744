import { existsSync, readdirSync } from 'node:fs';

/** What is in a folder, hidden or not. */
export function entries(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
