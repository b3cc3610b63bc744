import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../../../../test/support/property-cases.ts';
import { bytesSource } from '../byte-source.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { openCheckpoint } from '../open.ts';
import { bytes, errorOf, survive } from '../testing.ts';

// Written by PyTorch itself: test/fixtures/checkpoints/make.py.
const fixtures = new URL('../../../../test/fixtures/', import.meta.url);

function load(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(path, fixtures)));
}

function open(path: string): Checkpoint {
  return openCheckpoint(bytesSource(load(path)));
}

type Expected = Readonly<
  Record<string, Readonly<Record<string, { readonly shape: number[]; readonly values: number[] }>>>
>;
const expected = JSON.parse(readFileSync(new URL('checkpoints/expected.json', fixtures), 'utf8')) as Expected;

describe.each(['', '-stream'])('torch.save files%s', (form) => {
  it.each(['dtypes', 'views'])('hold the tensors that PyTorch put in: %s', (name) => {
    const file = `${name}${form}.pth`;
    const checkpoint = open(`checkpoints/${file}`);
    expect(checkpoint.format).toBe('torch');
    expect([...checkpoint.tensors.keys()]).toEqual(Object.keys(expected[file]!));
    for (const [tensor, { shape, values }] of Object.entries(expected[file]!)) {
      expect(checkpoint.tensors.get(tensor)?.shape, tensor).toEqual(shape);
      expect([...checkpoint.float32(tensor)], tensor).toEqual(values.map(Math.fround));
    }
  });

  it('give integers as stored', () => {
    const checkpoint = open(`checkpoints/dtypes${form}.pth`);
    expect(checkpoint.raw('i64')).toEqual(BigInt64Array.of(0n, 1n, -2n, 100n, -128n, 127n));
    expect(checkpoint.raw('i8')).toEqual(Int8Array.of(0, 1, -2, 100, -128, 127));
    expect(open(`checkpoints/views${form}.pth`).raw('half_column')).toEqual(
      Uint16Array.of(0x3c00, 0x4500, 0x4880),
    );
  });

  it('throw nothing but TrilemmaError when cut anywhere', () => {
    const whole = load(`checkpoints/dtypes${form}.pth`);
    for (let length = 0; length < whole.length; length++) errorOf(whole.slice(0, length));
  });

  it('throw nothing but TrilemmaError with any byte changed', () => {
    for (const name of ['dtypes', 'views']) {
      const whole = load(`checkpoints/${name}${form}.pth`);
      fc.assert(
        fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => survive(whole.with(at, value))),
        { numRuns: cases(1500) },
      );
    }
  });
});

describe('torch.save archives', () => {
  it('hold the same weights as the safetensors file of the same generator', () => {
    const published = open('reference/netG_1200.pth');
    const reference = open('reference/generator-cifar10-tiny.safetensors');
    expect(published.tensors.size).toBe(302);
    for (const [name, { dtype, shape }] of published.tensors) {
      expect(reference.tensors.get(name)).toMatchObject({ dtype, shape });
      const [ours, theirs] = [published, reference].map((file) => new Uint8Array(file.float32(name).buffer));
      expect(Buffer.compare(ours!, theirs!), name).toBe(0);
    }
  });

  it.each([1, 2, 3, 4, 5])('are read in pickle protocol %i, plain values as text', (protocol) => {
    const checkpoint = open(`checkpoints/protocol-${protocol}.pth`);
    expect([...checkpoint.float32('weight')]).toEqual([1, 2]);
    expect(Object.fromEntries(Object.entries(checkpoint.metadata))).toEqual({
      'args.num_timesteps': '4',
      'args.ch_mult': '[1,2,2,2]',
      'args.name': 'größe',
      'args.lr': '0.00016',
      'args.flag': 'true',
      'args.none': 'null',
      epoch: '1200',
      loss: '0.5',
      half: '0.25',
      'ordered.a': '1',
      'ordered.b': '-70000',
      'default.x.y': '2',
      'members.0': '3',
      'frozen.0': '4',
      size: '[2,3]',
      device: 'cpu',
      dtype: 'torch.float16',
      big: String(2n ** 80n),
      negative: String(-(2 ** 40)),
      pair: '[1,[2,"three"]]',
      special: '[null,null]',
      ['__proto__']: 'only a key',
    });
  });

  it('whose bytes differ from their checksum are refused', () => {
    const whole = load('checkpoints/dtypes.pth');
    const at = whole.findIndex(
      (_, i) => whole[i] === 0 && whole[i + 4] === 0 && whole[i + 7] === 0x3f && i > 1000,
    );
    expect(at).toBeGreaterThan(0);
    expect(errorOf(whole.with(at, 1)).message).toMatch(/checksum/);
  });
});

describe('files that are no tensors', () => {
  it.each([
    ['os-system.pth', 'posix.system'],
    ['os-system-stream.pth', 'posix.system'],
    ['eval.pth', 'builtins.eval'],
    ['module.pth', 'torch.nn.modules.linear.Linear'],
  ])('%s is refused and names %s', (file, global) => {
    const error = errorOf(load(`checkpoints/${file}`));
    expect(error.code).toBe('checkpoint-unsafe');
    expect(error.message).toContain(`asks for ${global}, which is not tensors`);
    expect(existsSync('/tmp/trilemma-was-here')).toBe(false);
  });

  it.each(['torch_utils.persistence\n_reconstruct_persistent_obj', 'dnnlib.tflib.network\nNetwork'])(
    'says that %j is of StyleGAN or EDM',
    (global) => {
      const { code, message } = errorOf(bytes(0x80, 4, `c${global}\n.`));
      expect(code).toBe('checkpoint-unsafe');
      expect(message).toContain(`StyleGAN or EDM with its code (${global.replace('\n', '.')})`);
    },
  );

  it('a TorchScript program and complex numbers are named as such', () => {
    expect(errorOf(load('checkpoints/script.pt'))).toMatchObject({
      code: 'checkpoint-unsupported',
      message: expect.stringContaining('TorchScript') as string,
    });
    expect(errorOf(load('checkpoints/complex.pth'))).toMatchObject({
      code: 'checkpoint-unsupported',
      message: expect.stringContaining('torch.ComplexFloatStorage') as string,
    });
  });
});
