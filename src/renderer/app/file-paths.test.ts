import { describe, expect, it } from 'vitest';
import { fileNameOf, joined, nameProblem, placesTo, withEnding } from './file-paths.ts';

describe('paths of the studio’s machine', () => {
  it('leads from the top down to a folder', () => {
    expect(placesTo('/home/ada')).toEqual([
      { name: '/', path: '/' },
      { name: 'home', path: '/home' },
      { name: 'ada', path: '/home/ada' },
    ]);
    expect(placesTo('/')).toEqual([{ name: '/', path: '/' }]);
  });

  it('knows drives and shares of Windows', () => {
    expect(placesTo('C:\\Users\\Ada').map(({ path }) => path)).toEqual([
      'C:\\',
      'C:\\Users',
      'C:\\Users\\Ada',
    ]);
    expect(placesTo('\\\\server\\share\\models').map(({ path }) => path)).toEqual([
      '\\\\server\\share\\',
      '\\\\server\\share\\models',
    ]);
  });

  it('joins a folder and a name', () => {
    expect(joined('/', 'a.onnx')).toBe('/a.onnx');
    expect(joined('/home', 'a.onnx')).toBe('/home/a.onnx');
    expect(joined('C:\\', 'a.onnx')).toBe('C:\\a.onnx');
    expect(joined('C:\\Users', 'a.onnx')).toBe('C:\\Users\\a.onnx');
  });

  it('takes the last part of a path of either kind', () => {
    expect(fileNameOf('/home/ada/netG.pth')).toBe('netG.pth');
    expect(fileNameOf('C:\\Users\\netG.pth')).toBe('netG.pth');
  });

  it('adds an ending once', () => {
    expect(withEnding('faces', '.onnx')).toBe('faces.onnx');
    expect(withEnding('faces.ONNX', '.onnx')).toBe('faces.ONNX');
  });

  it('refuses names that would lead elsewhere or be hidden', () => {
    expect(nameProblem('faces.onnx')).toBeNull();
    for (const name of ['', '../x', 'a\\b', '.hidden']) expect(nameProblem(name)).not.toBeNull();
  });
});
