import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelFolders } from './model-folders.ts';

describe('modelFolders', () => {
  it("finds the app's own models beside its package.json", () => {
    const { bundled } = modelFolders('/nonexistent');
    expect(existsSync(join(bundled, '..', '..', 'package.json'))).toBe(true);
  });
});
