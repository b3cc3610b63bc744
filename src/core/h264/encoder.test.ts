/** What our encoder says that a decoder shows, against what one does show. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../../../test/support/property-cases.ts';
import { H264Encoder } from './encoder.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

const START_CODE = [0, 0, 0, 1];

/** The units of a file that has no container (ITU-T H.264, annex B). */
function annexB({ parameters }: H264Encoder, pictures: readonly Uint8Array[]): Uint8Array {
  const { description } = parameters;
  const sequenceEnd = 8 + ((description[6]! << 8) | description[7]!);
  const units = [
    description.subarray(8, sequenceEnd),
    description.subarray(sequenceEnd + 3),
    ...pictures.map((bytes) => bytes.subarray(4)),
  ];
  return Buffer.concat(units.flatMap((unit) => [Buffer.from(START_CODE), unit]));
}

function decoded(film: Uint8Array): Buffer {
  const args = [
    '-v',
    'error',
    '-threads',
    '1',
    '-f',
    'h264',
    '-i',
    '-',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'yuv420p',
    '-',
  ];
  const { stdout, stderr } = spawnSync('ffmpeg', args, { input: film, maxBuffer: 2 ** 30 });
  expect(stderr.toString()).toBe('');
  return stdout;
}

/** Planes of a film, from ones that hardly change to ones that have nothing to do with each other. */
function planes({ width, height }: Size, count: number, spread: number, seed: number): Uint8Array[] {
  let state = seed;
  const random = () => (state = (state * 48_271) % 0x7fffffff) / 0x7fffffff;
  const length = (width * height * 3) / 2;
  const still = Uint8Array.from({ length }, (_, at) => 128 + 100 * Math.sin(at / 7 + (at % width) / 5));
  return Array.from({ length: count }, () =>
    still.map((value) => Math.max(0, Math.min(255, value + spread * (random() - 0.5)))),
  );
}

const size = fc.record({ width: fc.integer({ min: 1, max: 30 }), height: fc.integer({ min: 1, max: 30 }) });

describe('H264Encoder', () => {
  it.skipIf(!hasFfmpeg)('knows what a decoder shows, at any size and quality', () => {
    const film = fc.record({
      size: size.map(({ width, height }) => ({ width: 2 * width, height: 2 * height })),
      qps: fc.array(fc.integer({ min: 0, max: 51 }), { minLength: 1, maxLength: 20 }),
      spread: fc.constantFrom(0, 2, 30, 600),
      seed: fc.integer({ min: 1, max: 1e6 }),
    });
    fc.assert(
      fc.property(film, ({ size, qps, spread, seed }) => {
        const encoder = new H264Encoder({ ...size, fps: 24 });
        const pictures = planes(size, qps.length, spread, seed).map((frame, i) => {
          const picture = encoder.code(frame, qps[i]!, i % 7 === 0);
          encoder.take(picture);
          return picture;
        });
        const film = annexB(
          encoder,
          pictures.map(({ bytes }) => bytes),
        );
        expect(decoded(film).equals(Buffer.concat(pictures.map(({ i420 }) => i420)))).toBe(true);
      }),
      { numRuns: cases(25) },
    );
  });

  it('loses next to nothing with the finest step, also of noise', () => {
    for (const spread of [2, 600]) {
      const shape = { width: 64, height: 48, fps: 24 };
      const [frame] = planes(shape, 1, spread, 1);
      const { i420 } = new H264Encoder(shape).code(frame!, 0, true);
      const error = i420.reduce((sum, value, at) => sum + (value - frame![at]!) ** 2, 0) / i420.length;
      expect(error).toBeLessThan(0.05);
    }
  });

  it('spends less on coarser steps, and nothing on a picture that stays', () => {
    const shape = { width: 64, height: 64, fps: 24 };
    const [frame] = planes(shape, 1, 30, 1);
    const encoder = new H264Encoder(shape);
    const sizes = [0, 10, 20, 30, 40, 51].map((qp) => encoder.code(frame!, qp, true).bytes.length);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    encoder.take(encoder.code(frame!, 0, true));
    expect(encoder.code(frame!, 30, false).bytes.length).toBeLessThan(20);
  });

  it('codes a picture the same however often others were tried before', () => {
    const shape = { width: 32, height: 32, fps: 24 };
    const frames = planes(shape, 2, 30, 5);
    const [tried, plain] = [new H264Encoder(shape), new H264Encoder(shape)];
    tried.take(tried.code(frames[0]!, 12, true));
    plain.take(plain.code(frames[0]!, 12, true));
    for (const qp of [0, 30, 51]) tried.code(frames[1]!, qp, false);
    expect(tried.code(frames[1]!, 20, false).bytes).toEqual(plain.code(frames[1]!, 20, false).bytes);
  });

  it.each([
    [{ width: 64, height: 64, fps: 24 }, 'avc1.42C028'],
    [{ width: 1024, height: 1024, fps: 100 }, 'avc1.42C02A'],
    [{ width: 4096, height: 4096, fps: 24 }, 'avc1.42C03C'],
  ])('names what a decoder must be able to do: %o', (shape, codec) => {
    expect(new H264Encoder(shape).parameters.codec).toBe(codec);
  });
});
