import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where the only job of a data folder keeps its frames, once it has begun. */
export function keptFrames(dataFolder: string): string | undefined {
  const jobs = join(dataFolder, 'jobs');
  const [id] = existsSync(jobs) ? readdirSync(jobs) : [];
  const file = join(jobs, id ?? '', 'frames');
  return id !== undefined && existsSync(file) ? file : undefined;
}
