/**
 * npm run package [-- ARGUMENTS of electron-builder]
 *
 * Builds, draws the icons and packs for this platform, into `release`. Electron is taken from
 * ELECTRON_OVERRIDE_DIST_PATH where that is set, else fetched by electron-builder.
 */
import { join } from 'node:path';
import { writeIcons } from './icons.ts';
import { build, ROOT, runBuilder } from './run-builder.ts';

const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH;
const electron = dist === undefined ? [] : [`-c.electronDist=${dist}`];

await writeIcons(join(ROOT, 'build', 'icons'));
process.exitCode = build() || runBuilder(['--publish', 'never', ...electron, ...process.argv.slice(2)]);
