/** Videos from the command line, encoded by a browser without a window. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { onPath } from '../src/platform/on-path.ts';

const CLI = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');

for (const [format, codec] of [
  ['webm', 'vp9'],
  ['mp4', 'h264'],
] as const) {
  test(`trilemma interpolate writes ${format}`, () => {
    test.skip(test.info().project.name !== 'browser', 'It needs no host.');
    const folder = mkdtempSync(join(tmpdir(), 'trilemma-video-'));
    const out = join(folder, `film.${format}`);
    const film = ['--key', '1', '--key', '2', '--frames', '25', '--fps', '12', '--scale', '3', '--hold', '2'];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [CLI, 'interpolate', 'faces', ...film, '--device', 'cpu', '--json', '--out', out],
      {
        encoding: 'utf8',
        env: { ...process.env, TRILEMMA_BROWSER: process.env.TRILEMMA_CHROMIUM, TRILEMMA_HOME: folder },
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
    rmSync(folder, { recursive: true, force: true });
  });
}
