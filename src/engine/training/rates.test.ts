import { describe, expect, it } from 'vitest';
import { averageShare, cosineShare } from './rates.ts';

describe('rates', () => {
  it('fall from the whole to a tenth', () => {
    const shares = [0, 50, 100].map((step) => cosineShare(step, 100));
    expect(shares.map((share) => share.toFixed(6))).toEqual(['1.000000', '0.550000', '0.100000']);
    expect(cosineShare(150, 100)).toBeCloseTo(0.1);
  });

  it('let an average forget a random start quickly, and a trained one never', () => {
    expect(averageShare(0, 0.99, true)).toBeCloseTo(0.9);
    expect(averageShare(1e6, 0.99, true)).toBeCloseTo(0.01);
    expect(averageShare(0, 0.99, false)).toBeCloseTo(0.01);
  });
});
