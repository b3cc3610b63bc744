/** Every option of every command is applied, or refused in words where it would change nothing. */
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { writeTinyCheckpoint } from '../studio/testing/tiny-checkpoint.ts';
import { EngineClient } from '../studio/engine.ts';
import { commandPath, everyCommand } from './command-tree.ts';
import { CommandContext } from './context.ts';
import { createProgram } from './program.ts';
import { runHere } from './testing/run-here.ts';

const reference = (name: string) =>
  join(import.meta.dirname, '../../test/fixtures/reference', `${name}.safetensors`);

const INCEPTION = join(import.meta.dirname, '../../test/fixtures/measures/inception-narrow.pth');

/** Commands, options that change nothing there, and the sentence. */
const REFUSED: readonly (readonly [command: string, options: string, sentence: string])[] = [
  ['generate faces --save', '--grid', '--grid has no effect without --out: leave it out.'],
  ['interpolate faces --key 1 --key 2 --out f.gif', '--radius 0.3', '--radius is of the circle of a drift'],
  ['interpolate faces --key 1 --key 2 --out f.mp4', '--batch 2', '--batch has no effect on MP4 and WebM'],
  ...['--easing smooth', '--space w-linear', '--loop', '--hold 2', '--parts style'].map(
    (option) =>
      [
        'interpolate faces --key 1 --drift 2 --out f.gif',
        option,
        `leave out ${option.split(' ')[0]!} beside --drift.`,
      ] as const,
  ),
  ...[
    '--easing smooth',
    '--space w-linear',
    '--loop',
    '--hold 2',
    '--parts style',
    '--frames 9',
    '--fps 9',
    '--steps 2',
  ].map(
    (option) =>
      [
        'interpolate faces --path f.gif --out g.gif',
        option,
        `leave out ${option.split(' ')[0]!} beside --path.`,
      ] as const,
  ),
  ['interpolate faces --path f.gif --out g.gif', '--key 1', 'give --path, or --key, not both'],
  ['interpolate faces --path f.gif --out g.gif', '--drift 1', 'give --path, or --key, not both'],
  ...[
    '--text a',
    '--model faces',
    '--favourite',
    '--rating 3',
    '--tag a',
    '--collection a',
    '--seed 1',
    '--trash',
    '--sort oldest',
  ].map(
    (option) =>
      [
        'gallery export out --ids 1',
        option,
        `${option.split(' ')[0]!} has no effect with --ids: leave it out.`,
      ] as const,
  ),
  ['gallery export sheet.pdf', '--image jpeg', '--image has no effect on a contact sheet'],
  ['gallery export sheet.png', '--pattern {id}', '--pattern has no effect on a contact sheet'],
  [
    'gallery export sheet --as contact-sheet',
    '--no-metadata',
    '--no-metadata has no effect on a contact sheet',
  ],
  [
    'models export faces out.onnx',
    '--format safetensors',
    'out.onnx cannot be written as ONNX: --format safetensors',
  ],
  [
    `verify ${reference('schedule')}`,
    '--checkpoint x.pth',
    '--checkpoint has no effect on a reference of kind schedule',
  ],
  [
    `verify ${reference('schedule')}`,
    '--weights raw',
    '--weights has no effect on a reference of kind schedule',
  ],
  [
    `verify ${reference('discriminator-small')}`,
    '--weights raw',
    '--weights has no effect on a reference of kind',
  ],
  [
    `import ${reference('generator-cifar10-tiny')} --steps 4`,
    '--wavelet-order width_first',
    'The checkpoint is not of the wavelet family',
  ],
  ['bench faces', '--config cifar10', 'Give either the name of a model or --config, and not both.'],
  ['train --data . --base faces --out x', '--scratch tiny-32', "cannot be used with option '--base <model>'"],
  ['train --data . --scratch tiny-32 --out x', '--preset style', 'From nothing, everything has to learn'],
  ['reproduce a.png', '--out ./a.png', '--out would replace a.png itself'],
];

it.each(REFUSED)('trilemma %s refuses %s', async (command, options, sentence) => {
  vi.stubEnv('TRILEMMA_HOME', temporaryFolder());
  onTestFinished(() => void vi.unstubAllEnvs());
  const { code, stdout, stderr } = await runHere(...command.split(' '), ...options.split(' '));
  expect(stderr).toMatch(/^trilemma: [^\n]+\n$/);
  expect(stderr).toContain(sentence);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

/** Command lines, one after the other in one folder, and what shows that each option was applied. */
const APPLIED: readonly (readonly [line: string, shows: object])[] = [
  [
    'import tiny.safetensors --name tiny --steps 3 --size 16 --license CC0-1.0 --weights raw',
    {
      model: { name: 'tiny', steps: 3, license: 'CC0-1.0', weights: 'raw', architecture: { imageSize: 16 } },
    },
  ],
  [
    `import ${reference('wavediff/wavediff-generator-wavelet-64')} --name wave --steps 2 --wavelet-order height_first`,
    {
      model: {
        name: 'wave',
        steps: 2,
        architecture: { imageSize: 64, wavelet: { bandOrder: 'height_first' } },
      },
    },
  ],
  [
    'generate tiny --count 2 --seed 5 --steps 2 --batch 1 --temperature 0.5 --device cpu --save --out p --grid',
    {
      ...{ count: 2, seed: '5', provider: 'cpu', kept: [1, 2] },
      files: ['p/tiny-5-T2-temperature0.5.png', 'p/tiny-6-T2-temperature0.5.png', 'p/grid.png'],
    },
  ],
  [
    'reproduce p/tiny-5-T2-temperature0.5.png --device cpu --out again.png',
    { same: true, file: 'again.png' },
  ],
  [
    'gallery tag 1 --add red --add round --rating 4 --favourite --note first',
    { items: [{ tags: ['red', 'round'], rating: 4, favourite: true, note: 'first' }] },
  ],
  ['gallery tag 2 --favourite', { items: [{ favourite: true }] }],
  ['gallery tag 2 --no-favourite', { items: [{ favourite: false }] }],
  ['gallery tag 1 --remove round', { items: [{ tags: ['red'] }] }],
  ['gallery list --sort oldest --limit 1', { total: 2, items: [{ id: 1 }] }],
  ['gallery list --sort newest --limit 1', { total: 2, items: [{ id: 2 }] }],
  ...['list', 'search first'].flatMap((command) => [
    ...['--text first', '--favourite', '--rating 4', '--tag red', '--seed 5'].map(
      (filter) =>
        [
          `gallery ${command} ${filter} --model tiny --sort oldest --limit 9`,
          { items: [{ id: 1 }] },
        ] as const,
    ),
    ...['--text second', '--rating 5', '--tag blue', '--seed 7', '--trash'].map(
      (filter) => [`gallery ${command} ${filter}`, { total: 0 }] as const,
    ),
    [`gallery ${command} --collection none`, { error: { code: 'usage' } }] as const,
    [`gallery ${command} --model faces`, { error: { code: 'usage' } }] as const,
  ]),
  ['gallery export e1 --as html --image jpeg --pattern {id} --no-metadata --ids 2', { pictures: 1 }],
  ...['--text first', '--favourite', '--rating 4', '--tag red', '--seed 5'].map(
    (filter, i) => [`gallery export f${i} ${filter} --model tiny --sort oldest`, { pictures: 1 }] as const,
  ),
  ['gallery export none --trash', { error: { code: 'usage' } }],
  ['gallery export none --collection none', { error: { code: 'usage' } }],
  [
    'interpolate tiny --key 1 --key 2 --frames 8 --fps 12 --easing smooth --space w-linear --hold 1 --parts style ' +
      '--ping-pong --even --steps 2 --batch 2 --device cpu --scale 2 --upscale smooth --format frames --out film',
    { format: 'frames', fps: 12, width: 32, provider: 'cpu', frames: 14 },
  ],
  ['interpolate tiny --key 1 --drift 2 --radius 0.4 --frames 3 --device cpu --out drift.gif', { frames: 3 }],
  ['interpolate tiny --path drift.gif --device cpu --out again.webp', { frames: 3, format: 'webp' }],
  ['interpolate tiny --key 1 --key 2 --loop --frames 4 --no-even --device cpu --out loop.gif', { frames: 4 }],
  ['models export tiny copy --format safetensors', { format: 'safetensors' }],
  [
    `verify ${reference('generator-cifar10-tiny')} --checkpoint ${reference('generator-cifar10-tiny')} --weights ema --device cpu --tolerance 0.5`,
    { passed: true, tolerance: 0.5, device: { provider: 'cpu' } },
  ],
  ['models remove tiny', { removed: 'tiny' }],
  ['models restore tiny --name again', { restored: 'again' }],
  ['generate faces --count 16 --seed 1 --device cpu --out faces', { count: 16 }],
  [
    `evaluate faces --data faces --inception ${INCEPTION} --count 8 --seed 1 --device cpu`,
    { model: 'faces', pictures: 8, photographs: 16, seed: '1', features: expect.any(Object) as unknown },
  ],
  ['bench again --device cpu --batch 2 --runs 1', { batch: 2, runs: 1, provider: 'cpu' }],
  [
    'train --data p --scratch tiny-32 --preset full --steps 1 --batch 1 --crop smart --seed 3 --device cpu --out mine',
    { model: 'mine', steps: 1 },
  ],
];

const before = process.cwd();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'trilemma-options-'));
  process.chdir(folder);
  writeTinyCheckpoint('tiny.safetensors', { statesSize: false });
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

async function jsonOf(line: string): Promise<unknown> {
  vi.stubEnv('TRILEMMA_HOME', join(folder, 'home'));
  onTestFinished(() => void vi.unstubAllEnvs());
  return JSON.parse((await runHere(...line.split(' '), '--json')).stdout) as unknown;
}

it.each(APPLIED)('trilemma %s applies its options', async (line, shows) => {
  expect(await jsonOf(line)).toMatchObject(shows);
});

it('what the results do not tell, the files do', () => {
  expect(readdirSync('e1/images')).toEqual(['2.jpg']);
  expect(readFileSync('e1/manifest.json', 'utf8')).not.toContain('temperature');
  const path = JSON.parse(readFileSync('film/path.json', 'utf8')) as object;
  expect(path).toMatchObject({
    ...{ fps: 12, space: 'w-linear', steps: 2, keyFrames: [{ hold: { count: 1 } }, {}] },
    segments: [{ easing: 'smooth', parts: { x_T: false, noise: [] }, pace: expect.any(Array) as unknown }],
  });
  const [run] = readdirSync('home/training');
  const record = JSON.parse(readFileSync(`home/training/${run!}/run.json`, 'utf8')) as object;
  expect(record).toMatchObject({
    spec: { preset: 'full', settings: { steps: 1, batch: 1, crop: 'smart', seed: 3, device: 'cpu' } },
  });
});

/** Tested beside the command. */
const ELSEWHERE: readonly string[] = ['serve --port', 'serve --open', 'train --resume'];
const EVERYWHERE: readonly string[] = ['--json', '--version'];

it('these are all options of all commands', () => {
  using context = new CommandContext(false, () => undefined, new EngineClient());
  const lines = [...APPLIED.map(([line]) => line), ...REFUSED.map(([line, option]) => `${line} ${option}`)];
  const options = everyCommand(createProgram(context)).flatMap((command) =>
    command.options.map(({ long }) => [commandPath(command), long!] as const),
  );
  const untested = options.filter(
    ([path, flag]) =>
      !EVERYWHERE.includes(flag) &&
      !ELSEWHERE.includes(`${path} ${flag}`) &&
      lines.every((line) => !line.startsWith(`${path} `) || !line.split(' ').includes(flag)),
  );
  expect(untested).toEqual([]);
});
