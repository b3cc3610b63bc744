import { describe, expect, it } from 'vitest';
import type { FileList, FilePurpose } from '../../../shared/file-list.ts';
import { FilePickerState } from './file-picker-state.svelte.ts';

const folder = (path: string) => ({ name: path.split('/').at(-1)!, path, kind: 'folder' as const, bytes: 0 });
const file = (path: string) => ({ ...folder(path), kind: 'file' as const, bytes: 9 });

const DISK: Readonly<Record<string, FileList>> = {
  '/home': {
    folder: '/home',
    parent: '/',
    entries: [folder('/home/a'), folder('/home/models'), file('/home/netG.pth')],
    notUtf8: [],
    writable: true,
  },
  '/home/models': {
    folder: '/home/models',
    parent: '/home',
    entries: [file('/home/models/faces.onnx')],
    notUtf8: [],
    writable: true,
  },
  '/': { folder: '/', parent: null, entries: [folder('/home')], notUtf8: [], writable: false },
};

async function started(purpose: FilePurpose, name = ''): Promise<FilePickerState> {
  const picker = new FilePickerState(purpose, name, (path = '/home') => {
    const found = DISK[path];
    return found === undefined
      ? Promise.reject(new Error(`${path} cannot be listed.`))
      : Promise.resolve(found);
  });
  await picker.open(undefined);
  return picker;
}

describe('choosing a file', () => {
  it('opens a folder first, then takes the file', async () => {
    const picker = await started('open-checkpoint');
    picker.activate(1);
    expect(await picker.choose()).toBeNull();
    expect(picker.listing?.folder).toBe('/home/models');
    expect(await picker.choose()).toBe('/home/models/faces.onnx');
  });

  it('comes back to the folder that it left', async () => {
    const picker = await started('open-checkpoint');
    await picker.open('/home/models');
    await picker.openParent();
    expect(picker.active?.name).toBe('models');
  });

  it('stays where it is when a folder cannot be shown', async () => {
    const picker = await started('open-checkpoint');
    expect(await picker.open('/secret')).toBe(false);
    expect(picker.problem).toBe('/secret cannot be listed.');
    expect(picker.listing?.folder).toBe('/home');
  });

  it('shows the folder that was asked for last', async () => {
    const late = Promise.withResolvers<FileList>();
    const picker = new FilePickerState('folder', '', (path) =>
      path === '/slow' ? late.promise : Promise.resolve(DISK['/home']!),
    );
    const slow = picker.open('/slow');
    await picker.open('/home');
    late.resolve(DISK['/']!);
    expect(await slow).toBe(false);
    expect(picker.listing?.folder).toBe('/home');
  });

  it('finds names by their first letters, going around', async () => {
    const picker = await started('open-checkpoint');
    picker.find('m');
    expect(picker.active?.name).toBe('models');
    picker.find('a');
    expect(picker.active?.name).toBe('a');
  });
});

describe('saving a file', () => {
  it('adds the ending, and asks before a file is replaced', async () => {
    const picker = await started('save-onnx', 'faces');
    await picker.open('/home/models');
    expect(await picker.choose()).toBeNull();
    expect(picker.asksToReplace).toBe(true);
    expect(await picker.choose()).toBe('/home/models/faces.onnx');
  });

  it('asks again for another name', async () => {
    const picker = await started('save-onnx', 'faces');
    await picker.open('/home/models');
    await picker.choose();
    picker.name = 'others';
    expect(picker.asksToReplace).toBe(false);
    expect(await picker.choose()).toBe('/home/models/others.onnx');
  });

  it('takes the name of the file that is pointed at', async () => {
    const picker = await started('save-onnx', 'x');
    await picker.open('/home/models');
    picker.activate(0);
    expect(picker.name).toBe('faces.onnx');
  });

  it('saves nothing where nothing can be written, nor without a name', async () => {
    const picker = await started('save-onnx', 'faces');
    picker.name = ' ';
    expect(picker.canChoose).toBe(false);
    picker.name = 'faces';
    await picker.open('/');
    expect(picker.canChoose).toBe(false);
    expect(await picker.choose()).toBeNull();
  });
});

describe('choosing a folder', () => {
  it('shows folders alone, and takes the one that is open', async () => {
    const picker = await started('folder');
    expect(picker.entries.map(({ name }) => name)).toEqual(['a', 'models']);
    expect(await picker.choose()).toBe('/home');
  });

  it('takes one that cannot be written into to read from, and not to write into', async () => {
    const reading = await started('open-folder');
    await reading.open('/');
    expect(await reading.choose()).toBe('/');
    const writing = await started('folder');
    await writing.open('/');
    expect(await writing.choose()).toBeNull();
  });
});
