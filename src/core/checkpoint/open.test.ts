import { describe, expect, it } from 'vitest';
import { bytes, errorOf, little } from './testing.ts';

describe('openCheckpoint on what is no checkpoint', () => {
  const tar = new Uint8Array(1024);
  tar.set(bytes('ustar'), 257);
  it.each<readonly [string, Uint8Array, RegExp]>([
    [
      'a Git LFS pointer',
      bytes('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'),
      /Git LFS pointer.*fetch the real file/,
    ],
    ['a page', bytes('\n<!DOCTYPE html><html><head>'), /web page/],
    ['a page with a mark', bytes('\xef\xbb\xbf<html lang="en">'), /web page/],
    ['an error in XML', bytes('<?xml version="1.0"?><Error>'), /web page/],
    ['an error in JSON', bytes('{"error": "Not Found"}'), /plain text/],
    ['a hostile pickle of protocol 0', bytes("cos\nsystem\n(S'true'\ntR."), /plain text/],
    ['tar', tar, /tar archive/],
    ['gzip', bytes([0x1f, 0x8b, 8, 0]), /gzip/],
    ['a picture', bytes('\x89PNG\r\n\x1a\n'), /picture/],
    ['HDF5', bytes('\x89HDF\r\n\x1a\n'), /HDF5/],
    ['an ONNX graph', bytes([8, 9, 0x12, 15], 'Trilemma Studio'), /ONNX graph: import the checkpoint/],
    ['noise', bytes([200, 3, 90, 17, 4, 250, 0, 1, 2, 3]), /neither safetensors nor/],
  ])('says that it is %s', (_, file, message) => {
    const error = errorOf(file);
    expect(error.code).toBe('checkpoint-unsupported');
    expect(error.message).toMatch(message);
  });

  it('says that it is empty, all zeros, or claims a header that cannot be', () => {
    expect(errorOf(bytes()).message).toMatch(/empty/);
    expect(errorOf(new Uint8Array(100)).message).toMatch(/zeros/);
    expect(errorOf(bytes(little(2n ** 60n, 8), '{       ')).message).toMatch(/100 MB/);
  });
});
