import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { entries } from '../platform/testing/folders.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { receiveUpload, sweepUploads } from './uploads.ts';

function bodyOf(text: string): AsyncIterable<Uint8Array> {
  return new Blob([text]).stream();
}

function parsed(body: Uint8Array): unknown {
  return JSON.parse(Buffer.from(body).toString());
}

describe('uploads', () => {
  it.each([
    ['that says so', { length: 8 }],
    ['that does not', {}],
  ])('refuses a file over the limit %s, without a trace', async (_what, said) => {
    const folder = temporaryFolder();
    const answer = await receiveUpload({ name: 'a.pth', body: bodyOf('8 bytes.'), ...said }, folder, 7);
    expect(answer.status).toBe(413);
    expect(parsed(answer.body)).toMatchObject({
      error: { code: 'file', message: expect.stringContaining('larger') as string },
    });
    expect(entries(folder)).toEqual([]);
  });

  it('says that the disk is full', async () => {
    const folder = temporaryFolder();
    const handle = await fs.open(folder);
    const prototype = Object.getPrototypeOf(handle) as fs.FileHandle;
    await handle.close();
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    const spy = vi.spyOn(prototype, 'writeFile').mockRejectedValue(full);
    onTestFinished(() => spy.mockRestore());
    const answer = await receiveUpload({ name: 'a.pth', body: bodyOf('x') }, folder);
    expect(answer.status).toBe(507);
    expect(parsed(answer.body)).toEqual({
      error: {
        code: 'file',
        message: 'The dropped file cannot be kept: there is no space left on the disk.',
      },
    });
    expect(entries(folder)).toEqual([]);
  });

  it('leaves nothing of one that was broken off', async () => {
    const folder = temporaryFolder();
    async function* body() {
      yield* bodyOf('half');
      throw new Error('aborted');
    }
    expect((await receiveUpload({ name: 'a.pth', body: body() }, folder)).status).toBe(500);
    expect(entries(folder)).toEqual([]);
  });

  it('sweeps away what is unfinished or old', async () => {
    const folder = temporaryFolder();
    const upload = (name: string, file: string, hours: number) => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, file), '');
      const time = new Date(Date.now() - hours * 3_600_000);
      utimesSync(join(folder, name), time, time);
    };
    upload('old', 'a.pth', 25);
    upload('young', 'a.pth', 23);
    upload('unfinished', 'a.pth.part', 0);
    await sweepUploads(folder);
    expect(entries(folder)).toEqual(['young']);
    await sweepUploads(join(folder, 'none'));
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});
