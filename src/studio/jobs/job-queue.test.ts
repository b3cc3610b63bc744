import { describe, expect, it } from 'vitest';
import { TrilemmaError } from '../../shared/errors.ts';
import { device, film, generate, setUp, stateOf } from './testing/held-queue.ts';

describe('JobQueue', () => {
  it('has a job in the database before it answers', () => {
    const { jobs, repository } = setUp();
    const id = jobs.start(generate('a'));
    expect(repository.list()).toMatchObject([{ id, state: '{"status":"queued"}' }]);
  });

  it('runs one at a time, in order, and tells of every change', async () => {
    const { jobs, runs, told, settled } = setUp();
    const ids = [generate('a'), { kind: 'benchmark', model: 'b', device: 'cpu' } as const, generate('c')].map(
      (spec) => jobs.start(spec),
    );
    for (const [at, id] of ids.entries()) {
      (await runs.current()).end();
      await settled(id, 'done');
      expect(runs.begun.length).toBeLessThanOrEqual(at + 2);
    }
    expect(runs.begun).toEqual(['a', 'b', 'c']);
    const first = told.filter(({ id }) => id === ids[0]).map(({ state }) => state);
    expect(first).toEqual([
      { status: 'queued' },
      { status: 'running', progress: null },
      { status: 'done', result: { kind: 'generate', device } },
    ]);
  });

  it('tells progress, not each of many', async () => {
    const { jobs, runs, told, settled } = setUp();
    const id = jobs.start(generate('a'));
    const { context, end } = await runs.current();
    for (let done = 1; done <= 1000; done++) context.progress(done, 1000, 'steps');
    end();
    await settled(id, 'done');
    const progress = told.flatMap(({ state }) => (state.status === 'running' ? [state.progress] : []));
    expect(progress).toEqual([null, { done: 1, total: 1000, unit: 'steps', secondsLeft: null }]);
  });

  it('keeps what went wrong: a job fails with code and message, and the next one runs', async () => {
    const { jobs, runs, settled } = setUp();
    const [failing, broken, next] = ['a', 'b', 'c'].map((name) => jobs.start(generate(name)));
    (await runs.current()).fail(new TrilemmaError('engine-died', 'It died.'));
    await settled(failing!, 'failed');
    (await runs.current()).fail(new TypeError('x is undefined'));
    await settled(broken!, 'failed');
    (await runs.current()).end();
    await settled(next!, 'done');
    expect(jobs.list().map(({ state }) => state)).toMatchObject(
      [
        { status: 'failed', code: 'engine-died', message: 'It died.' },
        { status: 'failed', code: 'unexpected', message: /x is undefined/ },
        { status: 'done' },
      ].map((state) =>
        'message' in state ? { ...state, message: expect.stringMatching(state.message) as unknown } : state,
      ),
    );
  });

  it('cancels what waits and what runs, and tries again at the end of the queue', async () => {
    const { jobs, runs, settled } = setUp();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => jobs.start(generate(name))) as [string, string, string];
    await runs.current();
    jobs.cancel(b);
    expect(stateOf(jobs, b)).toBe('cancelled');
    jobs.cancel(a);
    await settled(a, 'cancelled');
    jobs.retry(b);
    jobs.retry(a);
    for (const id of [c, b, a]) {
      (await runs.current()).end();
      await settled(id, 'done');
    }
    expect(runs.begun).toEqual(['a', 'c', 'b', 'a']);
    expect(jobs.list().map(({ id }) => id)).toEqual([c, b, a]);
    expect(() => jobs.retry(a)).toThrow(/failed or was cancelled/);
    jobs.cancel(a);
    expect(stateOf(jobs, a)).toBe('done');
  });

  it('lists settled jobs until they are dismissed, one or all', async () => {
    const { jobs, runs, removed, repository, settled } = setUp();
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => jobs.start(generate(name))) as [
      string,
      string,
      string,
      string,
    ];
    for (const id of [a, b]) {
      (await runs.current()).end();
      await settled(id, 'done');
    }
    jobs.cancel(d);
    expect(() => jobs.dismiss(c)).toThrow(/not done yet/);
    jobs.dismiss(a);
    jobs.dismiss();
    expect(removed).toEqual([a, b, d]);
    expect(jobs.list().map(({ id }) => id)).toEqual([c]);
    expect(repository.list().map(({ id }) => id)).toEqual([c]);
    expect(() => jobs.dismiss(a)).toThrow(/no such job/);
  });

  it('begins again after a crash with what was not settled, in order', async () => {
    const before = setUp();
    const ids = ['a', 'b', 'c', 'd'].map((name) => before.jobs.start(generate(name)));
    (await before.runs.current()).end();
    await before.settled(ids[0]!, 'done');
    before.jobs.cancel(ids[2]!);
    await before.runs.current();
    // The process ends here: nothing of it closes anything.
    const after = setUp(before.path);
    await after.runs.current();
    expect(after.jobs.list().map(({ id, state }) => [id, state.status])).toEqual([
      [ids[0], 'done'],
      [ids[1], 'running'],
      [ids[2], 'cancelled'],
      [ids[3], 'queued'],
    ]);
    expect(after.runs.begun).toEqual(['b']);
  });

  it('leaves to the next start what is not done when it is closed, but not what was cancelled', async () => {
    const before = setUp();
    const [a, b] = ['a', 'b'].map((name) => before.jobs.start(generate(name)));
    await before.runs.current();
    await before.jobs[Symbol.asyncDispose]();
    before.database.close();

    const between = setUp(before.path);
    await between.runs.current();
    expect(between.runs.begun).toEqual(['a']);
    between.jobs.cancel(a!);
    await between.jobs[Symbol.asyncDispose]();
    between.database.close();

    const after = setUp(before.path);
    await after.runs.current();
    expect(after.runs.begun).toEqual(['b']);
    expect(stateOf(after.jobs, a!)).toBe('cancelled');
    expect(stateOf(after.jobs, b!)).toBe('running');
  });

  it('lets a job rest, goes on with the next, and takes it up again where it was', async () => {
    const { jobs, runs, settled } = setUp();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => jobs.start(film(name))) as [string, string, string];
    const { context } = await runs.current();
    context.progress(3, 10, 'frames');
    jobs.pause(a);
    await settled(a, 'paused');
    expect(jobs.list()[0]!.state).toEqual({
      status: 'paused',
      progress: { done: 3, total: 10, unit: 'frames', secondsLeft: null },
    });
    jobs.pause(c);
    expect(stateOf(jobs, c)).toBe('paused');
    jobs.resume(a);
    (await runs.current()).end();
    await settled(b, 'done');
    (await runs.current()).end();
    await settled(a, 'done');
    expect(runs.begun).toEqual(['a', 'b', 'a']);
    jobs.cancel(c);
    expect(stateOf(jobs, c)).toBe('cancelled');
    for (const id of [a, c]) {
      jobs.pause(id);
      expect(() => jobs.resume(id)).toThrow(/not paused/);
    }
    expect([a, c].map((id) => stateOf(jobs, id))).toEqual(['done', 'cancelled']);
  });

  it('pauses only what does not start over', async () => {
    const { jobs, runs, settled } = setUp();
    const id = jobs.start(generate('a'));
    const { end } = await runs.current();
    expect(() => jobs.pause(id)).toThrow(/cannot be paused/);
    end();
    await settled(id, 'done');
  });

  it('leaves a paused job at rest at the next start, also one that was still coming to its end', async () => {
    const before = setUp();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => before.jobs.start(film(name))) as [
      string,
      string,
      string,
    ];
    await before.runs.current();
    before.jobs.pause(b);
    before.jobs.pause(a);
    await before.jobs[Symbol.asyncDispose]();
    before.database.close();
    const after = setUp(before.path);
    (await after.runs.current()).end();
    await after.settled(c, 'done');
    expect(after.notices).toEqual([]);
    expect([a, b].map((id) => stateOf(after.jobs, id))).toEqual(['paused', 'paused']);
    after.jobs.resume(b);
    (await after.runs.current()).end();
    await after.settled(b, 'done');
    expect(after.runs.begun).toEqual(['c', 'b']);
  });

  it('drops with a word what another version stored', () => {
    const { path, repository, jobs } = setUp();
    const state = '{"status":"cancelled"}';
    repository.insert({ id: 'x', spec: '{"kind":"train"}', state, createdAt: 1 });
    repository.insert({ id: 'y', spec: JSON.stringify(generate('a')), state: 'not json', createdAt: 1 });
    repository.insert({ id: 'z', spec: JSON.stringify(generate('a')), state, createdAt: 1 });
    expect(jobs.list()).toEqual([]);
    const again = setUp(path);
    expect(again.notices).toHaveLength(2);
    expect(again.jobs.list().map(({ id }) => id)).toEqual(['z']);
    expect(again.repository.list().map(({ id }) => id)).toEqual(['z']);
  });
});
