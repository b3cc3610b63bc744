/** Signals to every command that takes its time: it ends at once, with its exit code, and leaves nothing half done. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { WAITING } from '../../test/support/waiting.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { withTinyModel } from '../studio/testing/films.ts';
import { folderOfPictures } from '../studio/training/testing/training-dependencies.ts';
import { childrenOf, commandOf, groupOf } from './testing/processes.ts';
import { trilemmaHere } from './testing/run-here.ts';
import { ended, start, trilemma } from './testing/trilemma.ts';

const reference = (name: string) => join(import.meta.dirname, '../../test/fixtures/reference', name);

/** Beyond what a busy machine takes to end a process; a signal that is not heard is answered much later or never. */
const PROMPT_MS = 15_000;

const CPU = ['--device', 'cpu'];

/** A data folder with a tiny model, and a folder to write into. */
async function home() {
  const root = temporaryFolder();
  const folder = join(root, 'home');
  await withTinyModel(folder);
  return { folder, out: join(root, 'out') };
}

/** Waits until a command computes. @returns the process that does. */
async function engineOf(child: ChildProcess): Promise<number> {
  return await vi.waitUntil(() => childrenOf(child.pid!)[0], WAITING);
}

async function interrupted(child: ChildProcess, signal: NodeJS.Signals = 'SIGINT') {
  const end = ended(child);
  const engine = await engineOf(child);
  const since = performance.now();
  child.kill(signal);
  const { code, stderr } = await end;
  expect(performance.now() - since).toBeLessThan(PROMPT_MS);
  await vi.waitUntil(() => groupOf(engine) === undefined, WAITING);
  return { code, stderr };
}

const CANCELLED = { code: 130, stderr: expect.stringContaining('trilemma: Cancelled.\n') as unknown };

/** Each would take minutes, or at least longer than the signal does. */
const COMMANDS: readonly (readonly [name: string, args: (out: string) => readonly string[]])[] = [
  ['generate', (out) => ['generate', 'tiny', '--count', '100000', '--batch', '1', ...CPU, '--out', out]],
  ['generate --save', () => ['generate', 'tiny', '--count', '100000', '--batch', '1', ...CPU, '--save']],
  ['bench', () => ['bench', '--config', 'celebahq256', '--runs', '1000', ...CPU]],
  [
    'evaluate',
    (out) => ['evaluate', 'faces', '--data', join(out, '..', 'pictures'), '--count', '50000', ...CPU],
  ],
  ['verify', () => ['verify', reference('generator-celebahq-tiny.safetensors'), ...CPU]],
  ['verify of a training step', () => ['verify', reference('train-step-r1.safetensors'), ...CPU]],
  ['models export', (out) => ['models', 'export', 'tiny', join(out, '..', 'tiny.onnx')]],
  [
    'interpolate',
    (out) => ['interpolate', 'tiny', '--key', '1', '--key', '2', '--frames', '50000', ...CPU, '--out', out],
  ],
];

describe.runIf(process.platform !== 'win32')('a command that is interrupted', () => {
  it.concurrent.each(COMMANDS)('%s ends with 130, and leaves nothing half done', async (_, args) => {
    const { folder, out } = await home();
    await folderOfPictures(join(out, '..'), 16);
    expect(await interrupted(start(folder, ...args(out)))).toEqual(CANCELLED);
    expect(globSync(join(folder, '..', '**', '.trilemma-*'))).toEqual([]);
    expect(existsSync(join(out, '..', 'tiny.onnx'))).toBe(false);
  });

  it.concurrent('reproduce ends with 130', async () => {
    const { folder, out } = await home();
    expect(await trilemma(folder, 'generate', 'tiny', ...CPU, '--seed', '1', '--out', out)).toMatchObject({
      code: 0,
    });
    expect(await interrupted(start(folder, 'reproduce', join(out, 'tiny-1.png'), ...CPU))).toEqual(CANCELLED);
  });

  it.concurrent(
    'train ends with 130 within a step that is long, and goes on from its last checkpoint',
    async () => {
      const { folder, out } = await home();
      const data = await folderOfPictures(join(out, '..'), 3);
      const train = ['train', '--data', data, '--base', 'faces', ...CPU, '--batch', '32', '--out', 'mine'];
      const { code, stderr } = await interrupted(start(folder, ...train));
      expect(code).toBe(130);
      expect(stderr).toMatch(
        /Paused (after 0 of [\d,]+ steps|at the last checkpoint): go on with --out mine --resume\.\n$/,
      );
      expect(globSync(join(folder, 'training/*/checkpoints/.writing-*'))).toEqual([]);
      expect(await interrupted(start(folder, 'train', '--out', 'mine', '--resume'))).toMatchObject({
        code: 130,
      });
    },
  );

  it.concurrent('exports and imports of the gallery end with 130, and leave nothing', async () => {
    const { folder, out } = await home();
    const many = ['generate', 'tiny', '--count', '600', '--seed', '1', ...CPU];
    expect(await trilemma(folder, ...many, '--save', '--out', out)).toMatchObject({ code: 0 });
    const zip = join(folder, 'all.zip');
    const exporting = start(folder, 'gallery', 'export', zip, '--image', 'webp');
    const exported = ended(exporting);
    await vi.waitUntil(() => globSync(join(folder, '.trilemma-*')).length > 0, WAITING);
    exporting.kill('SIGINT');
    expect(await exported).toMatchObject({ code: 130, stdout: '' });
    expect(readdirSync(folder).filter((name) => /zip|tmp/.test(name))).toEqual([]);

    const other = join(folder, '..', 'other');
    const importing = start(other, 'gallery', 'import', ...readdirSync(out).map((name) => join(out, name)));
    const imported = ended(importing);
    await vi.waitUntil(() => globSync(join(other, 'pictures/**/*.png')).length > 0, WAITING);
    importing.kill('SIGTERM');
    expect(await imported).toMatchObject({ code: 143 });
    expect(globSync(join(other, '**', '.trilemma-*'))).toEqual([]);
    expect(await trilemma(other, 'gallery', 'check')).toMatchObject({ code: 0 });
  });

  it.concurrent.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends after %s with %d', async (signal, code) => {
    const { folder } = await home();
    const child = start(folder, 'bench', '--config', 'celebahq256', '--runs', '1000', ...CPU, '--json');
    expect(await interrupted(child, signal)).toMatchObject({ code });
  });

  it.concurrent('has no helper left after a SIGKILL', async () => {
    const { folder } = await home();
    const child = start(folder, 'bench', '--config', 'celebahq256', '--runs', '1000', ...CPU);
    const engine = await engineOf(child);
    child.kill('SIGKILL');
    await vi.waitUntil(() => groupOf(engine) === undefined, WAITING);
  });
});

/** Too short to be met by a signal from outside on the way. */
describe('a short command', () => {
  it.each([
    ['import', [reference('netG_1200.pth'), '--steps', '4']],
    ['gallery', ['check']],
  ] as const)(
    '%s that is interrupted as it begins ends with 130, and has done nothing',
    async (name, args) => {
      const { folder } = await home();
      expect(await trilemmaHere(folder, 'generate', 'tiny', ...CPU, '--save')).toMatchObject({ code: 0 });
      const before = readdirSync(folder, { recursive: true }).sort();
      const running = trilemmaHere(folder, name, ...args);
      process.emit('SIGINT', 'SIGINT');
      expect(await running).toEqual({
        code: 130,
        stdout: '',
        stderr: expect.stringMatching(/^trilemma: The (?:check|import) .*cancelled[^\n]*\.\n$/) as string,
      });
      expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
    },
  );
});

describe.runIf(process.platform === 'linux')('Ctrl-C in a terminal', () => {
  it('reaches the command alone, which ends its helpers', async () => {
    const { folder } = await home();
    const command = [
      ...[process.execPath, join(import.meta.dirname, 'main.ts')],
      ...['bench', '--config', 'celebahq256', '--runs', '1000', ...CPU],
    ];
    const terminal = spawn('script', ['-qec', command.join(' '), '/dev/null'], {
      env: { ...process.env, TRILEMMA_HOME: folder, SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const end = ended(terminal);
    const engine = await vi.waitUntil(() => engineBelow(terminal.pid!), WAITING);
    terminal.stdin.write('\x03');
    const { code, stdout } = await end;
    expect(stdout).toContain('trilemma: Cancelled.');
    expect(code).toBe(130);
    await vi.waitUntil(() => groupOf(engine) === undefined, WAITING);
  });
});

/** The engine of a terminal's command: the last of the terminal's descendants, of which a shell may be one. */
function engineBelow(terminal: number): number | undefined {
  let last = terminal;
  for (let [child] = childrenOf(last); child !== undefined; [child] = childrenOf(last)) last = child;
  return commandOf(last).includes('engine-process') && groupOf(last) === last ? last : undefined;
}
