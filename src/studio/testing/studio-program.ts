/**
 * A studio in a process of its own, for tests that kill it: `node studio-program.ts DATA LOG BYTES [JOB]`. It starts the
 * job, writes down what pictures its engine is asked for, and ends when no job is left to do, or by a SIGKILL as soon as
 * the job keeps so many bytes of frames: it looks itself, for on a busy machine others would look too late.
 */
import { appendFileSync, statSync } from 'node:fs';
import { isSettled, type JobSpec } from '../../shared/job.ts';
import { keptFrames } from './kept-frames.ts';
import { observedEngine } from './observed-engine.ts';
import { testStudio } from './test-studio.ts';

const [dataFolder, log, bytes, job] = process.argv.slice(2) as [string, string, string, string | undefined];
setInterval(() => {
  const file = keptFrames(dataFolder);
  if (file !== undefined && statSync(file).size >= Number(bytes)) process.kill(process.pid, 'SIGKILL');
}, 1).unref();
const engine = observedEngine((message) => {
  if (message.kind !== 'request' || message.method !== 'sample') return;
  for (const recipe of message.params.recipes) appendFileSync(log, `${JSON.stringify(recipe)}\n`);
});
await using running = await testStudio(dataFolder, engine.start);
const { client } = running;
if (job !== undefined) await client.request('jobs.start', JSON.parse(job) as JobSpec);
while (!(await client.request('jobs.list', {})).every(isSettled)) await client.next('job', isSettled);
