import { describe, expect, it } from 'vitest';
import { StudioClient } from '../../shared/contract/studio-client.ts';
import type { FromStudio } from '../../shared/contract/messages.ts';
import type { Job } from '../../shared/job.ts';
import type { TrainingRun } from '../../shared/training.ts';
import { UnfinishedWork } from './unfinished-work.ts';

/** Made at time 0. */
function job(id: string, kind: 'generate' | 'render-film', status = 'running'): Job {
  return { id, spec: { kind }, state: { status }, createdAt: 0 } as unknown as Job;
}

function work() {
  const client = new StudioClient();
  let receive: (message: FromStudio) => void = () => undefined;
  client.connect({
    send: () => undefined,
    onMessage: (listener) => (receive = listener),
    onClose: () => undefined,
  });
  const unfinished = new UnfinishedWork(client);
  return {
    unfinished,
    tell: (event: Omit<Extract<FromStudio, { kind: 'event' }>, 'kind'>) =>
      receive({ kind: 'event', ...event } as FromStudio),
  };
}

describe('UnfinishedWork', () => {
  it('asks about what is not done, and says what becomes of it', () => {
    const { unfinished, tell } = work();
    expect(unfinished.question(60_000)).toBeUndefined();
    tell({ name: 'job', payload: job('a', 'generate') });
    expect(unfinished.question(60_000)).toEqual({
      message: '1 job is not done. Close Trilemma Studio?',
      detail: 'At the next start, jobs begin anew.',
    });
    tell({ name: 'job', payload: job('b', 'render-film', 'queued') });
    tell({ name: 'training', payload: { id: 'c', state: { status: 'running' } } as unknown as TrainingRun });
    expect(unfinished.question(60_000)).toEqual({
      message: '3 jobs are not done. Close Trilemma Studio?',
      detail:
        'At the next start, films go on where they are. At the next start, other jobs begin anew. ' +
        'Training is paused with a checkpoint: Resume goes on from there.',
    });
  });

  it('asks about nothing that is soon made again, rests, or is over', () => {
    const { unfinished, tell } = work();
    tell({ name: 'job', payload: job('a', 'generate') });
    expect(unfinished.question(5000)).toBeUndefined();
    tell({ name: 'job-removed', payload: { id: 'a' } });
    for (const status of ['paused', 'done', 'failed', 'cancelled']) {
      tell({ name: 'job', payload: job(status, 'render-film', status) });
    }
    tell({ name: 'training', payload: { id: 'c', state: { status: 'paused' } } as unknown as TrainingRun });
    expect(unfinished.question(60_000)).toBeUndefined();
  });
});
