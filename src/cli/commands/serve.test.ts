import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WAITING } from '../../../test/support/waiting.ts';
import { run } from '../run.ts';

const page = vi.hoisted(() => ({ folder: '' }));
// Unit tests run without a built interface, too.
vi.mock('../../host/page-files.ts', async (original) => ({
  ...(await original<object>()),
  builtPageFolder: () => page.folder,
}));

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trilemma-serve-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let written: string;
beforeEach(() => {
  page.folder = temporaryFolder();
  writeFileSync(join(page.folder, 'index.html'), '<title>Trilemma Studio</title>');
  vi.stubEnv('TRILEMMA_HOME', temporaryFolder());
  vi.stubEnv('DISPLAY', '');
  vi.stubEnv('WAYLAND_DISPLAY', '');
  written = '';
  const write = (text: string | Uint8Array, done?: unknown) => {
    written += String(text);
    if (typeof done === 'function') (done as () => void)();
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(write),
    vi.spyOn(process.stderr, 'write').mockImplementation(write),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  });
});

describe('trilemma serve', () => {
  it('prints its address, serves the studio, and ends with a signal', async () => {
    const ended = run(['serve', '--json', '--port', '0']);
    await vi.waitFor(() => expect(written).toContain('\n'), WAITING);
    const { url, port } = JSON.parse(written) as { url: string; port: number };
    expect(new URL(url).port).toBe(String(port));
    const entrance = await fetch(url, { redirect: 'manual' });
    const cookie = entrance.headers.get('set-cookie')!.split(';')[0]!;
    const start = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie } });
    expect(await start.text()).toContain('Trilemma Studio');
    process.emit('SIGTERM', 'SIGTERM');
    expect(await ended).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it.skipIf(process.platform !== 'linux')('says that it cannot open a browser', async () => {
    const ended = run(['serve', '--open', '--port', '0']);
    await vi.waitFor(() => expect(written).toContain('No browser'), WAITING);
    expect(written).toMatch(
      /^Trilemma Studio is open at http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\nNo browser [^\n]+\n$/,
    );
    process.emit('SIGTERM', 'SIGTERM');
    expect(await ended).toBe(0);
  });

  it('says that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await run(['serve', '--port', String(port)])).toBe(2);
    expect(written).toBe(`trilemma: Port ${port} is in use: name another, or none.\n`);
  });

  it('says that the interface is not built', async () => {
    page.folder = temporaryFolder();
    expect(await run(['serve', '--port', '0'])).toBe(2);
    expect(written).toContain('npm run build');
  });
});
