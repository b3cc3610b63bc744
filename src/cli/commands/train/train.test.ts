import { existsSync, globSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { WAITING } from '../../../../test/support/waiting.ts';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { writeTinyCheckpoint } from '../../../studio/testing/tiny-checkpoint.ts';
import { folderOfPictures } from '../../../studio/training/testing/training-dependencies.ts';
import { jsonHere, trilemmaHere } from '../../testing/run-here.ts';
import { ended, start } from '../../testing/trilemma.ts';

const QUICK = ['--batch', '2', '--device', 'cpu'];

/** A data folder, and one of five pictures. */
async function homeAndData() {
  const root = temporaryFolder();
  return { home: join(root, 'home'), data: await folderOfPictures(root, 5) };
}

describe('trilemma train', () => {
  it('makes a model of a folder of pictures, from nothing', async () => {
    const { home, data } = await homeAndData();
    const from = ['--data', data, '--scratch', 'tiny-32'];
    const trained = await trilemmaHere(home, 'train', ...from, ...QUICK, '--steps', '2', '--out', 'mine');
    expect(trained).toEqual({
      code: 0,
      stdout: '2 steps on 5 pictures: mine is in the library.\n',
      stderr: expect.stringMatching(
        /^5 pictures to learn from, cropped to 32 × 32 px\.\nThere are only 5 pictures: .*\n$/,
      ) as string,
    });
    const pictures = join(home, 'pictures');
    const made = await trilemmaHere(
      home,
      'generate',
      'mine',
      '--count',
      '2',
      '--device',
      'cpu',
      '--out',
      pictures,
    );
    expect(made.code).toBe(0);
    expect(readdirSync(pictures)).toHaveLength(2);

    const { code, stderr } = await trilemmaHere(home, 'train', ...from, '--out', 'mine');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'trilemma: There is a model named mine already: give --out another name.\n',
    });
  });

  it('says that a generator has learnt nothing yet, and leaves its base as it was', async () => {
    const { home, data } = await homeAndData();
    const checkpoint = join(home, '..', 'base.safetensors');
    writeTinyCheckpoint(checkpoint, { value: 0.1, steps: 2 });
    await trilemmaHere(home, 'import', checkpoint, '--name', 'base');
    const from = ['train', '--data', data, '--base', 'base', '--out', 'mine', '--steps', '1', ...QUICK];
    const { code, stdout, stderr } = await trilemmaHere(home, ...from);
    expect(code).toBe(0);
    expect(stderr).toContain('a new one is trained alone until step 1');
    expect(stdout).toBe(
      '1 step on 5 pictures, in which the generator has learnt nothing: it is still base, and there is no mine. Go on with --out mine --resume --steps N.\n',
    );
    expect(readdirSync(join(home, 'models', 'base'))).not.toContain('discriminator.safetensors');
  });

  it('pauses at Ctrl-C, and goes on with --resume', async () => {
    const { home, data } = await homeAndData();
    const checkpoint = join(home, '..', 'base.safetensors');
    writeTinyCheckpoint(checkpoint, { value: 0.1, steps: 2 });
    await trilemmaHere(home, 'import', checkpoint, '--name', 'base');
    const train = ['train', '--out', 'finer'];
    const child = start(home, ...train, '--data', data, '--base', 'base', ...QUICK, '--steps', '60');
    const paused = ended(child);
    await vi.waitUntil(() => globSync(join(home, 'training/*/samples/*.png')).length > 0, WAITING);
    child.kill('SIGINT');
    const { code, stderr } = await paused;
    expect(stderr).toMatch(/Paused after \d+ of 60 steps: go on with --out finer --resume\.\n$/);
    expect(code).toBe(130);

    for (const [option, own] of [
      ['--preset full', '--preset style'],
      ['--batch 4', '--batch 2'],
      ['--crop smart', '--crop centre'],
      ['--seed 2', '--seed 1'],
      ['--base faces', '--base base'],
      ['--scratch tiny-32', 'a base'],
    ] as const) {
      const [flag] = option.split(' ');
      const refused = await trilemmaHere(home, ...train, '--resume', ...option.split(' '));
      expect(refused).toEqual({
        code: 2,
        stdout: '',
        stderr: `trilemma: ${flag} cannot change in a run that has begun: finer has ${own}. Leave ${flag} out, or start a new run.\n`,
      });
    }
    const others = await folderOfPictures(join(home, '../others'), 4);
    for (const [option, reason] of [
      [['--steps', '1'], /finer has done \d+ steps?: give it more than that in all/],
      [['--data', others], /others\/.* are not those that finer began with/],
      [['--data', '/nowhere'], /The folder \/nowhere cannot be read/],
    ] as const) {
      const { code: refused, stderr: why } = await trilemmaHere(home, ...train, '--resume', ...option);
      expect([refused, why]).toEqual([2, expect.stringMatching(reason)]);
    }

    const moved = join(home, '../moved');
    renameSync(data, moved);
    const applied = ['--steps', '62', '--data', moved, '--device', 'cpu'];
    const same = ['--base', 'base', '--batch', '2', '--seed', '1'];
    const resumed = await jsonHere(home, ...train, '--resume', ...applied, ...same);
    const report = { pictures: 5, folder: moved };
    expect(resumed).toMatchObject({ model: 'finer', steps: 62, data: report });
    const alone = expect.stringContaining('a new one is trained alone until step 7') as string;
    expect(resumed).toHaveProperty('notices', [alone, expect.stringContaining('by heart')]);

    const again = await trilemmaHere(home, ...train, '--resume');
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('--base finer') as string });
    await trilemmaHere(home, 'models', 'rename', 'finer', 'first');
    expect(await trilemmaHere(home, ...train, '--resume')).toMatchObject({
      code: 2,
      stderr: 'trilemma: The run finer ended after 62 steps: give it more with --steps.\n',
    });
    expect(await jsonHere(home, ...train, '--resume', '--steps', '64')).toMatchObject({ steps: 64 });
  });

  it.each([
    ['without pictures', ['--base', 'faces'], 'Give the folder of pictures with --data.'],
    [
      'without a base',
      ['--data', '.'],
      'Say what to start from: --base with a model, or --scratch with a size.',
    ],
    ['with two', ['--data', '.', '--base', 'faces', '--scratch', 'tiny-32'], 'cannot be used with option'],
    [
      'with a batch that does not split',
      ['--data', '.', '--base', 'faces', '--batch', '6'],
      '1 to 4, or a multiple of 4',
    ],
    [
      'from nothing with what leaves weights as they are',
      ['--data', '.', '--scratch', 'tiny-32', '--preset', 'style'],
      'From nothing, everything has to learn',
    ],
    ['from a model that is not there', ['--data', '.', '--base', 'nobody'], 'nobody'],
    [
      'with pictures that are not there',
      ['--data', '/nowhere', '--base', 'faces'],
      'The folder /nowhere cannot be read: there is no such',
    ],
    ['what was never paused', ['--resume'], 'There is no run named mine that was paused'],
  ])('refuses to train %s: one line, exit 2', async (_, args, message) => {
    const home = temporaryFolder();
    const { code, stdout, stderr } = await trilemmaHere(home, 'train', '--out', 'mine', ...args);
    expect(stderr).toMatch(/^trilemma: [^\n]+\n$/);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(existsSync(join(home, 'training'))).toBe(false);
  });
});
