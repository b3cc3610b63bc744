import { describe, expect, it, vi } from 'vitest';
import { WAITING } from '../../../../test/support/waiting.ts';
import type { FromStudio } from '../../../shared/contract/messages.ts';
import type { Job, JobSpec, JobState } from '../../../shared/job.ts';
import type { Host } from '../../app/host/host.ts';
import { StudioClient } from '../../../shared/contract/studio-client.ts';
import { JobsState } from '../../app/jobs-state.svelte.ts';
import { ModelImports } from './model-imports.svelte.ts';
import { Notices } from '../../app/notices.svelte.ts';

/** A queue that does nothing by itself, behind the real client. */
function setUp(pathOf: Host['pathOf'] = (file) => Promise.resolve(`/uploads/${file.name}`)) {
  const client = new StudioClient();
  const started: JobSpec[] = [];
  const dismissed: unknown[] = [];
  let tell: (message: FromStudio) => void = () => undefined;
  client.connect({
    send(message) {
      if (message.kind !== 'request') return;
      if (message.name === 'jobs.start') started.push(message.params as JobSpec);
      else dismissed.push(message.params);
      tell({ kind: 'result', id: message.id, value: { id: `job-${started.length}` } });
    },
    onMessage: (listener) => (tell = listener),
    onClose: () => undefined,
  });
  const jobs = new JobsState(client);
  const notices = new Notices();
  const host: Host = { connect: () => undefined, pathOf };
  const imports = new ModelImports(host, jobs, notices);
  const goesOn = (state: JobState) => {
    const job: Job = { id: `job-${started.length}`, spec: started.at(-1)!, state, createdAt: started.length };
    tell({ kind: 'event', name: 'job', payload: job });
    return job;
  };
  return { imports, notices, started, dismissed, goesOn };
}

const file = new File(['weights'], 'net.pth');
const failed = { status: 'failed', code: 'steps-unknown', message: 'T?' } as const;

describe('imports', () => {
  it('hands a dropped file over, imports it, and says so', async () => {
    const { imports, notices, started, goesOn } = setUp();
    const done = imports.file(file);
    expect(imports.uploads.map(([, { name }]) => name)).toEqual(['net.pth']);
    await vi.waitFor(
      () => expect(started).toEqual([{ kind: 'import-model', path: '/uploads/net.pth' }]),
      WAITING,
    );
    expect(imports.uploads).toEqual([]);
    goesOn({ status: 'running', progress: null });
    expect(imports.jobs).toHaveLength(1);
    goesOn({ status: 'done', result: { kind: 'import-model', model: 'net', added: true, notes: [] } });
    await done;
    expect(imports.jobs).toEqual([]);
    expect(imports.lastAdded).toBe('net');
    expect(notices.list.map(({ text }) => text)).toEqual(['net added to the library.']);
  });

  it('says which weights were taken, for as long as it takes to read', async () => {
    const { imports, notices, started, goesOn } = setUp();
    const done = imports.path('/a/net.pth');
    await vi.waitFor(() => expect(started).toHaveLength(1), WAITING);
    const notes = [
      'The average (EMA) of the weights was taken, at ema: its name says that it is the average.',
    ];
    vi.useFakeTimers();
    goesOn({ status: 'done', result: { kind: 'import-model', model: 'net', added: true, notes } });
    await done;
    vi.runAllTimers();
    vi.useRealTimers();
    expect(notices.list.map(({ text }) => text)).toEqual([`net added to the library. ${notes[0]}`]);
  });

  it('keeps a file that could not be uploaded, with the reason, until it is put aside', async () => {
    const { imports, started } = setUp(() => Promise.reject(new Error('The disk is full.')));
    await imports.file(file);
    const [[id, upload] = []] = imports.uploads;
    expect(upload?.problem).toBe('The disk is full.');
    expect(started).toEqual([]);
    imports.removeUpload(id!);
    expect(imports.uploads).toEqual([]);
  });

  it('ends the handing over when it is cancelled', () => {
    let signal: AbortSignal | undefined;
    const { imports } = setUp((_, options) => {
      signal = options.signal;
      return new Promise(() => undefined);
    });
    void imports.file(file);
    imports.removeUpload(imports.uploads[0]![0]);
    expect(signal?.aborted).toBe(true);
    expect(imports.uploads).toEqual([]);
  });

  it('begins again with what was missing, and with what was said before', async () => {
    const { imports, started, dismissed, goesOn } = setUp();
    void imports.path('/a/net.pth', { imageSize: 64 });
    await vi.waitFor(() => expect(started).toHaveLength(1), WAITING);
    goesOn(failed);
    const [job] = imports.jobs;
    void imports.again(job!, { steps: 4 });
    await vi.waitFor(() => expect(started).toHaveLength(2), WAITING);
    expect(dismissed).toEqual([{ id: 'job-1' }]);
    expect(started[1]).toMatchObject({ path: '/a/net.pth', imageSize: 64, steps: 4 });
  });
});
