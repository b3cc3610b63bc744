import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

describe('Pace', () => {
  it('begins with one picture, and then takes as many as 0.3 s hold', () => {
    const pace = new Pace();
    expect(pace.chunkSize('a')).toBe(1);
    pace.measured('a', 1, 0.02);
    expect(pace.chunkSize('a')).toBe(8);
    pace.measured('a', 8, 4);
    expect(pace.chunkSize('a')).toBe(1);
    pace.measured('a', 1, 1e-6);
    expect(pace.chunkSize('a')).toBe(64);
  });

  it('keeps kinds of work apart', () => {
    const pace = new Pace();
    pace.measured('a', 1, 0.01);
    expect(pace.chunkSize('b')).toBe(1);
  });
});
