/** A real studio is killed again and again while it renders a film. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import type { LatentRecipe } from '../shared/recipe/recipe.ts';
import { FrameStore } from './interpolation/frames/frame-store.ts';
import { filmJob, withTinyModel } from './testing/films.ts';
import { keptFrames } from './testing/kept-frames.ts';

const FRAMES = 300;
const PROGRAM = new URL('testing/studio-program.ts', import.meta.url).pathname;

const studio = (...args: readonly string[]) =>
  spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });

/** Frames that the engine was asked for, as a program wrote them down. */
function asked(log: string): readonly number[] {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [edit] = (JSON.parse(line) as LatentRecipe).edits ?? [];
    return edit?.kind === 'drift' ? Math.round(edit.turn * FRAMES) : 0;
  });
}

function contents(folder: string): ReadonlyMap<string, string> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')]));
}

it('computes no kept frame again, and its film is that of an unbroken run, byte for byte', async () => {
  const root = temporaryFolder();
  const [broken, whole] = [join(root, 'broken'), join(root, 'whole')];
  const model = await withTinyModel(broken);
  await withTinyModel(whole);
  const out = join(root, 'film');
  const side = model.card.architecture.imageSize;
  const job = (folder: string) => JSON.stringify(filmJob(model, FRAMES, { out: folder }));

  let kept = new Set<number>();
  for (const [run, share] of [0.05, 0.4, 0.8].entries()) {
    const log = join(root, `asked-${run}`);
    const enough = share * FRAMES * 3 * side ** 2;
    await once(studio(broken, log, String(enough), ...(run === 0 ? [job(out)] : [])), 'exit');
    if (run > 0 && existsSync(log)) expect(asked(log).filter((frame) => kept.has(frame))).toEqual([]);
    await using store = await FrameStore.open(keptFrames(broken)!, FRAMES, side);
    const absent = new Set(store.absent());
    kept = new Set(Array.from({ length: FRAMES }, (_, frame) => frame).filter((frame) => !absent.has(frame)));
    expect(kept.size).toBeGreaterThan(0);
    expect(kept.size).toBeLessThan(FRAMES);
  }
  expect(existsSync(out)).toBe(false);
  const last = join(root, 'asked-last');
  await once(studio(broken, last, 'Infinity'), 'exit');
  expect(asked(last).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: FRAMES }, (_, frame) => frame).filter((frame) => !kept.has(frame)),
  );
  expect(readdirSync(join(broken, 'jobs'))).toEqual([]);

  const unbroken = join(root, 'unbroken');
  await once(studio(whole, join(root, 'asked-whole'), 'Infinity', job(unbroken)), 'exit');
  expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(contents(out)).toEqual(contents(unbroken));
  expect(new Set(contents(out).values()).size).toBeGreaterThan(0.9 * FRAMES);
});
