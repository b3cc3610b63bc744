/** Videos from the command line, encoded by a browser without a window. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { onPath } from '../src/platform/on-path.ts';
import { readPath } from '../src/studio/interpolation/path/read-path.ts';

const CLI = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');

for (const [format, codec] of [
  ['webm', 'vp9'],
  ['mp4', 'h264'],
] as const) {
  test(`trilemma interpolate writes ${format}`, async () => {
    test.skip(test.info().project.name !== 'browser', 'It needs no host.');
    // An engine and a browser start, on a machine that other tests keep busy.
    test.setTimeout(300_000);
    const folder = mkdtempSync(join(tmpdir(), 'trilemma-video-'));
    const out = join(folder, `film.${format}`);
    const film = ['--key', '1', '--key', '2', '--frames', '25', '--fps', '12', '--scale', '3', '--hold', '2'];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [CLI, 'interpolate', 'faces', ...film, '--device', 'cpu', '--json', '--out', out],
      {
        encoding: 'utf8',
        // Of a NO_COLOR beside Playwright's own FORCE_COLOR, Node would tell.
        env: {
          ...process.env,
          NO_COLOR: undefined,
          TRILEMMA_BROWSER: process.env.TRILEMMA_CHROMIUM,
          TRILEMMA_HOME: folder,
        },
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ format, frames: 25, fps: 12, width: 192, file: out });
    expect(statSync(out).size).toBeGreaterThan(1000);
    if (onPath('ffprobe') !== undefined) {
      const entries = 'stream=codec_name,width,height,r_frame_rate,nb_read_frames';
      const probe = ['-v', 'error', '-count_frames', '-show_entries', entries, '-of', 'json', out];
      const { streams } = JSON.parse(spawnSync('ffprobe', probe, { encoding: 'utf8' }).stdout) as {
        streams: readonly unknown[];
      };
      expect(streams).toEqual([
        { codec_name: codec, width: 192, height: 192, r_frame_rate: '12/1', nb_read_frames: '25' },
      ]);
    }
    await expect(readPath(out)).resolves.toMatchObject({ kind: 'key-frames', fps: 12 });
    if (format === 'mp4') expect(indexOfBox(out, 'moov')).toBeLessThan(indexOfBox(out, 'mdat'));
    // Nothing else is left where the film is.
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
    rmSync(folder, { recursive: true, force: true });
  });
}

/** Where a box of the file begins, among those that lie in no other (ISO/IEC 14496-12, 4.2). */
function indexOfBox(path: string, wanted: string): number {
  const file = readFileSync(path);
  for (let at = 0; at < file.length; at += file.readUInt32BE(at)) {
    if (file.toString('latin1', at + 4, at + 8) === wanted) return at;
  }
  throw new Error(`${path} has no ${wanted}.`);
}
