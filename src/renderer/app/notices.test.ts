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

it('shows the last of the words that offer nothing', () => {
  const notices = new Notices();
  notices.info('Moved.', { label: 'Undo', run: () => undefined });
  notices.info('1 key frame.');
  notices.info('2 key frames.');
  expect(notices.list.map(({ text }) => text)).toEqual(['Moved.', '2 key frames.']);
});
