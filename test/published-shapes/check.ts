/**
 * A checkpoint of every published shape of the wavelet family, with random weights, through the command line: import,
 * generate, interpolate, export, re-import. The pictures must be the same wherever they come from.
 *
 *     npm run test:published-shapes [-- --config wavediff-celebahq256]...
 *
 * Ten minutes of two cores for all six.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { publishedLike } from '../../src/core/checkpoint/networks/wavelet.ts';
import { PUBLISHED_CONFIGS, PUBLISHED_STEPS } from '../../src/core/ddgan/published-configs.ts';
import type { GeneratorConfig } from '../../src/shared/models/architecture.ts';
import { decodePng } from '../../src/studio/pictures/pixels.ts';
import type { RgbPixels } from '../../src/shared/picture.ts';
import { ROOT, runScript } from '../scripts/run-script.ts';
import { pictureByOnnx } from './picture-by-onnx.ts';
import { writeRandomCheckpoint } from './random-checkpoint.ts';

type Name = keyof typeof PUBLISHED_CONFIGS;

const WAVELET = (Object.keys(PUBLISHED_CONFIGS) as Name[]).filter((name) => name.startsWith('wavediff-'));
const SEED = '7';

const { values } = parseArgs({ options: { config: { type: 'string', multiple: true, default: WAVELET } } });
const unknown = values.config.filter((name) => !WAVELET.some((known) => known === name));
if (unknown.length > 0)
  throw new Error(`No such shapes: ${unknown.join(', ')}. There are ${WAVELET.join(', ')}.`);
for (const name of values.config as Name[]) await check(name);

async function check(name: Name): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trilemma-published-'));
  try {
    console.log(`${name}: ${await throughTheCommandLine(name, folder)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns what was done, with how long it took. @throws where pictures differ. */
async function throughTheCommandLine(name: Name, folder: string): Promise<string> {
  const architecture: GeneratorConfig = PUBLISHED_CONFIGS[name];
  const at = (file: string) => join(folder, file);
  const times: string[] = [];
  const trilemma = async (command: string, ...args: readonly string[]) => {
    const start = performance.now();
    await runScript(process.execPath, [join(ROOT, 'src/cli/main.ts'), command, ...args], {
      env: { TRILEMMA_HOME: at('home') },
    });
    const seconds = (performance.now() - start) / 1000;
    times.push(`${command === 'models' ? args[0] : command} ${seconds.toFixed(1)} s`);
  };
  const generated = async (model: string, file: string) => {
    await trilemma('generate', model, '--seed', SEED, '--device', 'cpu', '--out', at(file));
    return decodePng(await readFile(at(file)));
  };

  await writeRandomCheckpoint(at('netG.safetensors'), architecture);
  await trilemma('import', at('netG.safetensors'), '--name', 'first', ...factsToGive(name));
  const picture = await generated('first', 'first.png');
  assertPicture(picture);

  const film = [
    ...['--key', SEED, '--key', '8', '--frames', '3', '--no-even'],
    ...['--device', 'cpu', '--out', at('film')],
  ];
  await trilemma('interpolate', 'first', ...film);
  const frames = readdirSync(at('film'))
    .filter((file) => file.endsWith('.png'))
    .sort();
  assertSame(
    await decodePng(await readFile(join(at('film'), frames[0]!))),
    picture,
    'the first frame of a film',
  );

  await trilemma('models', 'export', 'first', at('out.onnx'));
  const byOnnx = await pictureByOnnx(at('out.onnx'), {
    architecture,
    steps: PUBLISHED_STEPS[name],
    seed: SEED,
  });
  assertSame(byOnnx, picture, 'the exported ONNX file', 1);

  await trilemma('models', 'export', 'first', at('out.safetensors'));
  await trilemma('models', 'remove', 'first');
  await trilemma('import', at('out.safetensors'), '--name', 'second');
  assertSame(await generated('second', 'second.png'), picture, 're-imported weights');
  const megabytes = (statSync(at('out.safetensors')).size / 1e6).toFixed(0);
  return `pictures equal (${megabytes} MB; ${times.join(', ')})`;
}

/** Two published generators have the same shapes, and random weights draw no edges that tell them apart. */
function factsToGive(name: Name): readonly string[] {
  const architecture: GeneratorConfig = PUBLISHED_CONFIGS[name];
  if (publishedLike(architecture).length === 1) return [];
  return ['--steps', String(PUBLISHED_STEPS[name]), '--wavelet-order', architecture.wavelet!.bandOrder];
}

/** Of many values: one that is all black, say, would equal anything as broken. */
function assertPicture({ data }: RgbPixels): void {
  const values = new Set(data).size;
  if (values < 32) throw new Error(`The picture has ${values} different values, so it shows nothing.`);
}

/** @param levels of 255 that values may be apart: other programs may add in another order. */
function assertSame(actual: RgbPixels, expected: RgbPixels, what: string, levels = 0): void {
  const differs = (value: number, at: number) => !(Math.abs(value - actual.data[at]!) <= levels);
  const different = expected.data.filter(differs).length;
  if (actual.data.length === expected.data.length && different === 0) return;
  throw new Error(
    `The picture of ${what} differs from the generated one in ${different} of ${expected.data.length} values.`,
  );
}
