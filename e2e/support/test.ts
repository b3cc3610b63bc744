/** `test` for specs: a page on the studio, in a browser or in Electron, that fails on every error of its own. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, type Page, test as base } from '@playwright/test';
import { AS_ROOT, startElectron } from './electron-program.ts';
import { chooseInPicker, chooseInSystemDialog } from './file-dialogs.ts';
import { clearStudio } from './studio-line.ts';
import { StudioProcess } from './studio-process.ts';

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...AS_ROOT,
];

interface WorkerFixtures {
  /** The browser host of this worker, shared by its tests; `page` clears it first. Not there in Electron. */
  readonly studio: StudioProcess | undefined;
}

interface TestFixtures {
  /** Errors of the page that belong to the test; every other one fails it. */
  readonly expectedErrors: RegExp[];
  /** Where the studio keeps everything. */
  readonly dataFolder: string;
  /** A folder of the test's own, for files to import and to export. */
  readonly folder: string;
  /** Chooses a file of `folder` in the dialog that `open` opens; a file to save gets that name. */
  readonly choose: (open: () => Promise<void>, fileName: string) => Promise<void>;
  /** Not there in a browser. */
  readonly electronApp: ElectronApplication | undefined;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  launchOptions: [
    async ({ launchOptions }, use) => {
      const program = process.env.TRILEMMA_CHROMIUM;
      await use({
        ...launchOptions,
        ...(program !== undefined && { executablePath: program }),
        args: FLAGS,
      });
    },
    { scope: 'worker' },
  ],

  studio: [
    async ({}, use, { project }) => {
      if (project.metadata.host !== 'browser') return use(undefined);
      await using studio = new StudioProcess();
      await studio.start();
      await use(studio);
    },
    { scope: 'worker' },
  ],

  expectedErrors: async ({}, use) => use([]),

  dataFolder: async ({ studio }, use) => {
    if (studio !== undefined) return use(studio.dataFolder);
    return withTemporaryFolder(tmpdir(), use);
  },

  folder: async ({ studio }, use) => withTemporaryFolder(studio?.homeFolder ?? tmpdir(), use),

  /** A window of its own for every test. */
  electronApp: async ({ studio, dataFolder }, use) => {
    if (studio !== undefined) return use(undefined);
    const app = await startElectron({ dataFolder });
    await use(app);
    await app.close();
  },

  page: async ({ studio, electronApp, context, expectedErrors }, use) => {
    if (studio === undefined) return withoutErrors(await electronApp!.firstWindow(), expectedErrors, use);
    await clearStudio(studio);
    await withoutErrors(await context.newPage(), expectedErrors, async (page) => {
      await page.goto(studio.url);
      await use(page);
    });
  },

  choose: async ({ page, electronApp, folder }, use) =>
    use((open, fileName) =>
      electronApp === undefined
        ? chooseInPicker(page, folder, fileName, open)
        : chooseInSystemDialog(electronApp, join(folder, fileName), open),
    ),
});

export { expect } from '@playwright/test';

async function withTemporaryFolder(parent: string, use: (folder: string) => Promise<void>): Promise<void> {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'files-'));
  await use(folder);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

async function withoutErrors(
  page: Page,
  expected: readonly RegExp[],
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on('request', (request) => {
    if (!isLocal(request.url())) errors.push(`The page asked for ${request.url()}.`);
  });
  await use(page);
  const unexpected = errors.filter((text) => !expected.some((pattern) => pattern.test(text)));
  if (unexpected.length > 0) throw new Error(`The page had errors:\n${unexpected.join('\n')}`);
}

/** The studio's own host or scheme, and what a page makes by itself: nothing else may ever be asked for. */
function isLocal(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return (
    /^(?:trilemma|blob|data|devtools):$/.test(protocol) ||
    /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(hostname)
  );
}
