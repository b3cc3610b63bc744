/**
 * A studio in a process of its own, for tests that kill it: `node studio-program.ts DATA LOG [JOB]`. It starts the job,
 * writes down what pictures its engine is asked for, and ends when no job is left to do.
 */
import { appendFileSync } from 'node:fs';
import { isSettled, type JobSpec } from '../../shared/job.ts';
import { observedEngine } from './observed-engine.ts';
import { testStudio } from './test-studio.ts';

const [dataFolder, log, job] = process.argv.slice(2) as [string, string, string | undefined];
const engine = observedEngine((message) => {
  if (message.kind !== 'request' || message.method !== 'sample') return;
  for (const recipe of message.params.recipes) appendFileSync(log, `${JSON.stringify(recipe)}\n`);
});
await using running = await testStudio(dataFolder, engine.start);
const { client } = running;
if (job !== undefined) await client.request('jobs.start', JSON.parse(job) as JobSpec);
while (!(await client.request('jobs.list', {})).every(isSettled)) await client.next('job', isSettled);
