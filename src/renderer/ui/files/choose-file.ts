import { mount, unmount } from 'svelte';
import type { FilePurpose } from '../../../shared/file-list.ts';
import type { AppState } from '../../app/app-state.svelte.ts';
import FilePicker from './FilePicker.svelte';

/**
 * Asks for a file or folder on the studio's machine: by the system's dialog where the host has it, else by ours.
 *
 * @param suggestedName of a file to save
 * @returns an absolute path; null where the user closed the dialog.
 */
export async function chooseFile(
  { client, info }: AppState,
  purpose: FilePurpose,
  suggestedName?: string,
): Promise<string | null> {
  if (info?.capabilities.nativeDialogs === true) {
    return await client.request('files.choose', { purpose, suggestedName });
  }
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const before = document.activeElement;
  const picker = mount(FilePicker, {
    target: document.body,
    props: { client, purpose, suggestedName: suggestedName ?? '', onchoose: resolve },
  });
  try {
    return await promise;
  } finally {
    await unmount(picker);
    if (before instanceof HTMLElement) before.focus();
  }
}
