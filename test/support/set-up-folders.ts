import { afterAll } from 'vitest';
import { removeTemporaryFolders } from '../../src/platform/testing/temporary-folder.ts';

// Here, and not where folders are made: this runs before every file, a module once for all files of a process.
afterAll(removeTemporaryFolders);
