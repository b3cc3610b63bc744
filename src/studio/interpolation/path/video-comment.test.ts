import { join } from 'node:path';
import { expect, it } from 'vitest';
import { caught } from '../../../platform/testing/caught.ts';
import { videoComment } from './video-comment.ts';

it('gives up a damaged video in which the reader goes round in circles', async () => {
  const file = join(import.meta.dirname, '../../../../test/fixtures/damaged/endless.webm');
  const error = await caught(() => videoComment(file, 1000));
  expect(error.code).toBe('recipe-invalid');
  expect(error.message).toBe(`${file} is damaged: no path can be read from it.`);
});
