import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readRecipe, writeRecipe } from '../studio/pictures/recipe-in-png.ts';
import { decodePng } from '../studio/pictures/pixels.ts';
import { commandsHere } from './testing/run-here.ts';
import { ended, start } from './testing/trilemma.ts';

const root = new URL('../..', import.meta.url).pathname;
const reference = (name: string) => join(root, 'test/fixtures/reference', name);

const { folder, home, trilemma, json } = commandsHere();

describe('trilemma verify', () => {
  it.each([
    'generator-celebahq-tiny',
    'generator-cifar10-tiny',
    'discriminator-large',
    'discriminator-small',
    'schedule',
  ])('passes %s', async (name) => {
    const { code, stdout } = await trilemma('verify', reference(`${name}.safetensors`), '--device', 'cpu');
    expect(stdout).toContain('passed');
    expect(code).toBe(0);
  });

  it('takes the weights of a published checkpoint', async () => {
    const result = await json(
      'verify',
      reference('generator-cifar10-tiny.safetensors'),
      '--checkpoint',
      reference('netG_1200.pth'),
      '--device',
      'cpu',
    );
    expect(result).toMatchObject({ passed: true, kind: 'generator' });
  });

  it('fails with 1 beyond the tolerance, and with 2 for another architecture', async () => {
    const file = reference('generator-cifar10-tiny.safetensors');
    const { code, stdout } = await trilemma('verify', file, '--tolerance', '1e-12', '--device', 'cpu');
    expect(stdout).toContain('FAILED');
    expect(code).toBe(1);
    const celeba = reference('generator-celebahq-tiny.safetensors');
    const other = await trilemma(
      'verify',
      celeba,
      '--checkpoint',
      reference('netG_1200.pth'),
      '--device',
      'cpu',
    );
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toMatch(/^trilemma: [^\n]+\n$/);
  });
});

describe('from a checkpoint to a picture and back', () => {
  beforeAll(async () => {
    const imported = await json('import', reference('netG_1200.pth'), '--name', 'tiny', '--steps', '4');
    expect(imported).toMatchObject({ added: true, model: { name: 'tiny', steps: 4, origin: 'imported' } });
  });

  it('knows the weights when they come again', async () => {
    const again = await json('import', reference('netG_1200.pth'), '--name', 'again', '--steps', '4');
    expect(again).toMatchObject({ added: false, model: { name: 'tiny' } });
    const { models } = await json('models');
    expect(models).toContainEqual(again.model);
  });

  it('writes pictures with their recipes, and makes the same pixels from them', async () => {
    const out = join(folder, 'pictures');
    const { code } = await trilemma(
      'generate',
      'tiny',
      '--count',
      '3',
      '--seed',
      '41',
      '--out',
      out,
      '--grid',
      '--device',
      'cpu',
    );
    expect(code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['grid.png', 'tiny-41.png', 'tiny-42.png', 'tiny-43.png']);
    const picture = readFileSync(join(out, 'tiny-42.png'));
    expect(readRecipe(picture)).toMatchObject({ seed: '42', steps: 4, model: { name: 'tiny' } });
    expect(await decodePng(picture)).toMatchObject({ width: 32, height: 32 });

    const copy = join(folder, 'copy.png');
    const again = await json('reproduce', join(out, 'tiny-42.png'), '--out', copy, '--device', 'cpu');
    expect(again).toMatchObject({ same: true, differing: 0, file: copy });
    expect((await decodePng(readFileSync(copy))).data).toEqual((await decodePng(picture)).data);
  });

  it('says that one file for several pictures is a grid, unless it was asked for', async () => {
    const out = join(folder, 'two.png');
    const two = ['generate', 'tiny', '--count', '2', '--seed', '1', '--out', out, '--device', 'cpu'];
    const { code, stderr } = await trilemma(...two);
    expect(code).toBe(0);
    expect(stderr).toContain(`${out} is one file, so the 2 pictures are laid out in it as a grid`);
    expect((await trilemma(...two, '--grid')).stderr).toBe('');
    expect(await decodePng(readFileSync(out))).toMatchObject({ width: 70, height: 36 });
  });

  it('does not replace pictures of another recipe', async () => {
    const out = join(folder, 'recipes');
    const run = (...args: string[]) =>
      trilemma('generate', 'tiny', '--seed', '1', '--out', out, '--device', 'cpu', ...args);
    await run();
    await run('--temperature', '0.5');
    await run('--steps', '2');
    expect(readdirSync(out).sort()).toEqual(['tiny-1-T2.png', 'tiny-1-temperature0.5.png', 'tiny-1.png']);
  });

  it('says when the pixels are not those of the recipe', async () => {
    const file = join(folder, 'warm.png');
    await trilemma('generate', 'tiny', '--seed', '7', '--out', file, '--device', 'cpu');
    const bytes = readFileSync(file);
    const recipe = readRecipe(bytes);
    writeFileSync(file, writeRecipe(bytes, { ...recipe, seed: '8' }));
    const { code, stdout } = await trilemma('reproduce', file, '--device', 'cpu');
    expect(stdout).toContain('differ');
    expect(code).toBe(1);
  });

  it('ends with 130 when it is interrupted', async () => {
    const out = join(folder, 'interrupted');
    const child = start(
      home,
      'generate',
      'tiny',
      '--count',
      '100000',
      '--batch',
      '1',
      '--out',
      out,
      '--device',
      'cpu',
    );
    const end = ended(child);
    const waiting = setInterval(() => {
      if (!existsSync(out) || readdirSync(out).length === 0) return;
      clearInterval(waiting);
      child.kill('SIGINT');
    }, 50);
    const { code, stderr } = await end;
    expect(stderr).toBe('trilemma: Cancelled.\n');
    expect(code).toBe(130);
  });
});

describe('bad input', () => {
  it.each([
    ['an unknown command', ['paint']],
    ['an unknown model', ['generate', 'nobody', '--out', 'x.png']],
    ['no output', ['generate', 'nobody']],
    ['a count of nothing', ['generate', 'faces', '--count', '0', '--out', 'x.png']],
    ['a seed beyond 64 bits', ['generate', 'faces', '--seed', '18446744073709551616', '--out', 'x.png']],
    ['a missing file', ['verify', 'nothing.safetensors']],
    ['a folder for a file', ['import', '/']],
    ['no T where it is needed', ['import', reference('netG_1200.pth')]],
    ['a PNG without recipe', ['reproduce', reference('schedule.safetensors')]],
    ['nothing to measure', ['bench']],
  ])('%s: one line, exit 2, nothing written', async (_, args) => {
    const { code, stdout, stderr } = await trilemma(...args);
    expect(stderr).toMatch(/^trilemma: [^\n]+\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('is an object for programs', async () => {
    expect(await json('generate', 'nobody', '--out', 'x.png')).toMatchObject({
      error: { code: 'model-unknown' },
    });
  });

  it('of broken checkpoints leaves the library as it was', async () => {
    const whole = readFileSync(reference('netG_1200.pth'));
    const before = await json('models');
    for (const [name, bytes] of [
      ['empty', whole.subarray(0, 0)],
      ['truncated', whole.subarray(0, whole.length >> 1)],
      ['text', Buffer.from('not a checkpoint')],
      ['header', Buffer.concat([Buffer.from('ffffffffffffff7f', 'hex'), Buffer.from('{}')])],
    ] as const) {
      const file = join(folder, `${name}.pth`);
      writeFileSync(file, bytes);
      const { code, stderr } = await trilemma('import', file, '--steps', '4');
      expect(stderr).toMatch(/^trilemma: [^\n]+\n$/);
      expect(code).toBe(2);
    }
    expect(await json('models')).toEqual(before);
  });
});
