import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { FileFilter, NativeImage } from 'electron';
import { assertNever } from '../shared/assert-never.ts';
import type { FilePurpose } from '../shared/file-list.ts';
import type { HostServices } from '../studio/interface/host-services.ts';
import type { AppWindow, Electron } from './electron.ts';

const ALL_FILES: FileFilter = { name: 'All files', extensions: ['*'] };

/** Dialogs of some systems leave a name as it was typed. */
function withEnding(path: string, { extensions: [extension] }: FileFilter): string {
  return path.toLowerCase().endsWith(`.${extension!}`) ? path : `${path}.${extension!}`;
}

/** Of the desktop itself, which asks the studio for nothing that a window has. */
export const NO_WINDOW: HostServices = {
  capabilities: { nativeDialogs: false, dragOut: false },
  choose: () => Promise.resolve(null),
  drag: () => undefined,
  openedFiles: () => [],
};

interface ServiceOptions {
  /** Path of the app's icon. */
  readonly appIcon: string;
  /** Takes over the files that the app was opened with. */
  readonly openedFiles: () => readonly string[];
}

/** The services that a window of the desktop adds to the studio. */
export function desktopServices(
  electron: Pick<Electron, 'dialog' | 'nativeImage'>,
  window: AppWindow,
  { appIcon, openedFiles }: ServiceOptions,
): HostServices {
  const { dialog, nativeImage } = electron;

  async function open(
    title: string,
    what: 'openFile' | 'openDirectory',
    filters: readonly FileFilter[],
  ): Promise<string | null> {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      title,
      properties: what === 'openDirectory' ? [what, 'createDirectory'] : [what],
      filters: [...filters],
    });
    return canceled ? null : (filePaths[0] ?? null);
  }

  async function save(filter: FileFilter, suggestedName: string | undefined): Promise<string | null> {
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      title: 'Export',
      filters: [filter, ALL_FILES],
      properties: ['createDirectory', 'showOverwriteConfirmation'],
      ...(suggestedName === undefined ? {} : { defaultPath: withEnding(suggestedName, filter) }),
    });
    if (canceled || filePath === '') return null;
    const path = withEnding(filePath, filter);
    return path === filePath || !existsSync(path) || (await mayReplace(path)) ? path : null;
  }

  /** The system asked about the name without its ending. */
  async function mayReplace(path: string): Promise<boolean> {
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message: `${basename(path)} is there already. Replace it?`,
      buttons: ['Replace', 'Cancel'],
      defaultId: 1,
      cancelId: 1,
    });
    return response === 0;
  }

  function choose(purpose: FilePurpose, suggestedName?: string): Promise<string | null> {
    switch (purpose) {
      case 'open-checkpoint': {
        const extensions = ['safetensors', 'pth', 'pt', 'ckpt', 'bin'];
        return open('Import a checkpoint', 'openFile', [{ name: 'Checkpoints', extensions }, ALL_FILES]);
      }
      case 'save-safetensors':
        return save({ name: 'safetensors', extensions: ['safetensors'] }, suggestedName);
      case 'save-onnx':
        return save({ name: 'ONNX', extensions: ['onnx'] }, suggestedName);
      case 'open-export': {
        const extensions = ['json', 'jsonl', 'html', 'zip'];
        return open('Import pictures', 'openFile', [{ name: 'Exports', extensions }, ALL_FILES]);
      }
      case 'save-zip':
        return save({ name: 'zip', extensions: ['zip'] }, suggestedName);
      case 'save-png':
        return save({ name: 'PNG', extensions: ['png'] }, suggestedName);
      case 'save-pdf':
        return save({ name: 'PDF', extensions: ['pdf'] }, suggestedName);
      case 'save-mp4':
      case 'save-webm':
      case 'save-gif':
      case 'save-webp':
      case 'save-apng': {
        const extension = purpose.slice('save-'.length);
        return save({ name: extension.toUpperCase(), extensions: [extension] }, suggestedName);
      }
      case 'folder':
      case 'open-folder':
        return open('Choose a folder', 'openDirectory', []);
      default:
        return assertNever(purpose);
    }
  }

  /** A drag needs one on every platform. */
  function dragIcon(png: Uint8Array | undefined): NativeImage {
    const picture = nativeImage.createFromBuffer(Buffer.from(png ?? []));
    return picture.isEmpty() ? nativeImage.createFromPath(appIcon) : picture;
  }

  /** On some systems this returns when the drag is over, and nothing else is done until then. */
  function startDrag(file: string, icon: NativeImage): void {
    if (!window.isDestroyed()) window.webContents.startDrag({ file, icon });
  }

  return {
    capabilities: { nativeDialogs: true, dragOut: true },
    choose,
    // The page has its answer first.
    drag: (file, icon) => void setImmediate(startDrag, file, dragIcon(icon)),
    openedFiles,
  };
}
