import { describe, expect, it } from 'vitest';
import { TrilemmaError } from '../../shared/errors.ts';
import { Notices } from './notices.svelte.ts';

describe('messages of errors', () => {
  it('are shown once, and stay', () => {
    const notices = new Notices();
    notices.error(new TrilemmaError('usage', 'No.'));
    notices.error(new TrilemmaError('usage', 'No.'));
    expect(notices.list.map(({ tone, text }) => ({ tone, text }))).toEqual([{ tone: 'error', text: 'No.' }]);
  });

  it.each(['cancelled', 'disconnected'] as const)('are not shown of what is %s', (code) => {
    const notices = new Notices();
    notices.error(new TrilemmaError(code, 'No.'));
    expect(notices.list).toEqual([]);
  });
});
