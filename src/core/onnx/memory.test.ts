import { describe, expect, it } from 'vitest';
import { countMacs } from './macs.ts';
import { peakActivationBytes } from './memory.ts';
import { NetworkBuilder } from './network-builder.ts';

const weight = (g: NetworkBuilder, ...shape: number[]) =>
  g.initializer(`w${shape.join('x')}`, 'float32', shape, new Float32Array(shape.reduce((a, b) => a * b)));

describe('peakActivationBytes', () => {
  it('frees a value after its last use, and counts a reshape once', () => {
    const g = new NetworkBuilder('chain');
    const x = g.input('x', 'float32', ['batch', 4, 8, 8]);
    // Three maps of 1 KiB a picture: never more than two at once, and the reshape is the second under another shape.
    const y = g.tanh(g.reshape(g.tanh(x), [0, 256]));
    g.output('y', g.tanh(y));
    expect(peakActivationBytes(g.build(), { batch: 1 })).toBe(2048);
    expect(peakActivationBytes(g.build(), { batch: 3 })).toBe(3 * 2048);
  });

  it('keeps a skip until it is used', () => {
    const g = new NetworkBuilder('skip');
    const x = g.input('x', 'float32', ['batch', 4, 8, 8]);
    const skip = g.tanh(x);
    g.output('y', g.add(g.tanh(g.tanh(skip)), skip));
    expect(peakActivationBytes(g.build(), { batch: 1 })).toBe(3072);
  });
});

describe('countMacs', () => {
  it('counts convolutions and products by their outputs', () => {
    const g = new NetworkBuilder('macs');
    const x = g.input('x', 'float32', ['batch', 4, 8, 8]);
    const conv = g.conv(x, weight(g, 6, 4, 3, 3), undefined, { padding: 1, stride: 2 });
    const linear = g.linear(g.reshape(conv, [0, 96]), weight(g, 5, 96), weight(g, 5));
    g.output('y', linear);
    expect(countMacs(g.build(), { batch: 2 })).toBe(2 * (16 * 6 * 4 * 9 + 5 * 96));
  });
});
