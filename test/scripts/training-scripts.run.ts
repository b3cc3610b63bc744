import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/core/checkpoint/open.ts';
import { parseSeed } from '../../src/core/random/seed.ts';
import { randomStream } from '../../src/core/random/stream.ts';
import { openFileSource } from '../../src/platform/file-source.ts';
import { expectAllClose } from '../support/allclose.ts';
import { pytorchOrSkip } from './pytorch.ts';
import { ROOT, runScript } from './run-script.ts';
import { TRAINING_STEPS } from './training-steps.ts';

const pytorch = await pytorchOrSkip();
const folder = mkdtempSync(join(tmpdir(), 'trilemma-training-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(pytorch === undefined)('training', () => {
  beforeAll(async () => {
    for (const made of ['pictures', 'fixtures']) mkdirSync(join(folder, made));
    // A tenth of them, by their names, never trains.
    await Promise.all(Array.from({ length: 160 }, (_, i) => writePicture(i)));
  });

  for (const { script, args, leaves, module } of TRAINING_STEPS) {
    it(script, async ({ skip }) => {
      if (module !== undefined && !(await hasModule(module))) skip(`There is no ${module} here.`);
      const program = script.endsWith('.sh') ? 'bash' : pytorch!.python;
      await runScript(program, [join(ROOT, script), ...args], { cwd: folder, python: pytorch!.python });
      for (const path of leaves) expect(existsSync(join(folder, path)), path).toBe(true);
    });
  }

  it('makes the fixtures that the tests hold', () => {
    expect(readJson(join(folder, 'fixtures/expected.json'))).toEqual(
      readJson(join(ROOT, 'test/fixtures/checkpoints/expected.json')),
    );
    for (const [kind, name] of [
      ['configurations', 'generator-one-level'],
      ['configurations', 'discriminator-small-16'],
      ['training', 'large'],
      ['training', 'small-without-r1'],
      ['training', 'wide-pixels'],
      ['training', 'wide-wavelet'],
    ] as const) {
      expectSameTensors(
        join(folder, 'fixtures', `${name}.safetensors`),
        join(ROOT, 'test/fixtures', kind, `${name}.safetensors`),
      );
    }
  });
});

/** @throws where there is none, and the variable PYTHON names the Python that is to have it. */
async function hasModule(name: string): Promise<boolean> {
  try {
    await runScript(pytorch!.python, ['-c', `import ${name}`]);
    return true;
  } catch (error) {
    if (process.env.PYTHON !== undefined) throw error;
    return false;
  }
}

async function writePicture(number: number): Promise<void> {
  const pixels = randomStream(parseSeed(String(number)), 'pixels').uniforms(27);
  await sharp(
    Uint8Array.from(pixels, (x) => 256 * x),
    { raw: { width: 3, height: 3, channels: 3 } },
  )
    .resize(32, 32, { kernel: 'cubic' })
    .png()
    .toFile(join(folder, 'pictures', `${number}.png`));
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function expectSameTensors(actual: string, expected: string): void {
  using actualSource = openFileSource(actual);
  using expectedSource = openFileSource(expected);
  const [made, held] = [openCheckpoint(actualSource), openCheckpoint(expectedSource)];
  expect([...made.tensors.keys()].sort()).toEqual([...held.tensors.keys()].sort());
  for (const [name, { dtype }] of held.tensors) {
    if (dtype === 'F32')
      expectAllClose(made.float32(name), held.float32(name), { absolute: 1e-5, relative: 1e-5 });
    else expect(made.raw(name)).toEqual(held.raw(name));
  }
}
