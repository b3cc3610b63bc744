import { isModelName } from '../../shared/models/model-card.ts';
import { fileNameOf } from './file-paths.ts';

/** A name for the model in a file that no other model has: `Net G (1).pth` gives `net-g-1`, then `net-g-1-2`. */
export function suggestedName(path: string, taken: ReadonlySet<string>): string {
  const word = fileNameOf(path)
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replace(/[^\d_a-z]+/g, '-')
    .replace(/^[-_]+|-+$/g, '')
    .slice(0, 50);
  const name = isModelName(word) ? word : 'model';
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
