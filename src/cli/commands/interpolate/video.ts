/** Videos from the command line: a studio of their own, and its page in a browser without a window, which encodes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removedOnExit } from '../../../platform/on-exit.ts';
import { BROWSER_SERVICES, startBrowserHost } from '../../../serve/browser-host.ts';
import { openHeadlessPage } from '../../../serve/headless-page.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { isSettled, type Job, type JobSpec } from '../../../shared/job.ts';
import { localClient } from '../../../studio/interface/local-client.ts';
import type { ModelFolders } from '../../../studio/models/model-folders.ts';
import { createStudio } from '../../../studio/studio.ts';

type FilmSpec = Extract<JobSpec, { kind: 'render-film' }>;

interface VideoOptions {
  readonly folders: ModelFolders;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * @param browser its program
 * @returns frames of the video.
 * @throws {TrilemmaError} `engine-failed` where the browser ends before; `cancelled` after the signal; what the job failed of.
 */
export async function renderVideo(
  browser: string,
  spec: FilmSpec,
  { folders, ...options }: VideoOptions,
): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const dataFolder = await mkdtemp(join(tmpdir(), 'trilemma-video-'));
  stack.use(removedOnExit(dataFolder));
  stack.defer(() => rm(dataFolder, { recursive: true, force: true, maxRetries: 3 }));
  const studio = stack.use(await createStudio({ dataFolder, modelFolders: folders }));
  const { url } = stack.use(await startBrowserHost({ studio, dataFolder, port: 0 }));
  const page = stack.use(await openHeadlessPage(browser, url));
  const client = stack.use(localClient((channel) => studio.connect(channel, BROWSER_SERVICES)));
  return await followed(client, spec, page.ended, options);
}

async function followed(
  client: StudioClient,
  spec: FilmSpec,
  browserEnded: Promise<void>,
  { signal, onProgress }: Omit<VideoOptions, 'folders'>,
): Promise<number> {
  const { promise: settled, resolve, reject } = Promise.withResolvers<Job>();
  client.on('job', (job) => {
    const { state } = job;
    if (isSettled(job)) resolve(job);
    else if (state.status === 'running' && state.progress !== null) {
      onProgress(state.progress.done, state.progress.total);
    }
  });
  void browserEnded.then(() => {
    reject(
      new TrilemmaError('engine-failed', 'The browser that encodes the video ended before it was done.'),
    );
  });
  const { id } = await client.request('jobs.start', spec);
  const cancel = () => void client.request('jobs.cancel', { id });
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  const { state } = await settled;
  if (state.status === 'failed') throw new TrilemmaError(state.code, state.message);
  if (state.status !== 'done' || state.result.kind !== 'render-film') {
    throw new TrilemmaError('cancelled', 'Cancelled.');
  }
  return state.result.frames;
}
