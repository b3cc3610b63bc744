/** The app's icon in every size and form that a platform wants, drawn from one SVG. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IconIcns, IconIco } from '@shockpkg/icon-encoder';
import sharp from 'sharp';

const DRAWING = join(import.meta.dirname, '..', 'icon.svg');
/** Sides in pixels: for Linux, as files of their own. */
const LINUX = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const WINDOWS = [16, 24, 32, 48, 64, 128, 256];
/** By the codes of Apple's format. */
const APPLE = { icp4: 16, icp5: 32, icp6: 64, ic07: 128, ic08: 256, ic09: 512, ic10: 1024 } as const;

/** One PNG of the icon. @param side in pixels */
export async function iconPng(side: number): Promise<Buffer> {
  // The drawing is 512 wide at 72 dots an inch: rendered at its size, not enlarged.
  return sharp(await readFile(DRAWING), { density: (72 * side) / 512 })
    .resize(side, side)
    .png()
    .toBuffer();
}

/** Writes `SIDExSIDE.png`, `icon.ico` and `icon.icns` into a folder. */
export async function writeIcons(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const side of LINUX) await writeFile(join(folder, `${side}x${side}.png`), await iconPng(side));
  const ico = new IconIco();
  for (const side of WINDOWS) await ico.addFromPng(await iconPng(side), null);
  await writeFile(join(folder, 'icon.ico'), ico.encode());
  const icns = new IconIcns();
  for (const [code, side] of Object.entries(APPLE)) await icns.addFromPng(await iconPng(side), [code]);
  await writeFile(join(folder, 'icon.icns'), icns.encode());
}
