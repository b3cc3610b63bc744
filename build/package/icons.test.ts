import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { iconPng, writeIcons } from './icons.ts';

const folder = mkdtempSync(join(tmpdir(), 'trilemma-icons-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('draws the icon in every size and form', async () => {
  await writeIcons(folder);
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.png'))) {
    const { width, height, hasAlpha } = await sharp(join(folder, name)).metadata();
    expect([`${width}x${height}.png`, hasAlpha]).toEqual([name, true]);
  }
  const ico = readFileSync(join(folder, 'icon.ico'));
  expect([ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([1, 7]);
  const icns = readFileSync(join(folder, 'icon.icns'));
  expect([icns.subarray(0, 4).toString(), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
});

it("the window's icon is that of the drawing", async () => {
  const raw = async (png: Buffer) => sharp(png).raw().toBuffer();
  const drawn = await raw(await iconPng(512));
  const kept = await raw(readFileSync(new URL('../../resources/icon.png', import.meta.url)));
  let sum = 0;
  for (const [at, value] of drawn.entries()) sum += Math.abs(value - kept[at]!);
  // Renderers of vectors differ at edges, by a version.
  expect(sum / drawn.length).toBeLessThan(1);
});
