/** What every feature needs, in one object that the shell makes and components take from the context. */
import { createContext } from 'svelte';
import type { AppInfo } from '../../shared/app-info.ts';
import type { Destinations } from './destinations.ts';
import type { Host } from './host/host.ts';
import { StudioClient } from '../../shared/contract/studio-client.ts';
import { KeptPictures } from './kept/kept-pictures.svelte.ts';
import { JobsState } from './jobs-state.svelte.ts';
import { ModelsState } from './models-state.svelte.ts';
import { Notices } from './notices.svelte.ts';
import { Shortcuts } from './shortcuts/shortcuts.svelte.ts';
import { WorkspaceState } from './workspace-state.svelte.ts';

export class AppState {
  readonly host: Host;
  readonly client = new StudioClient();
  readonly notices = new Notices();
  readonly shortcuts = new Shortcuts();
  readonly workspace = new WorkspaceState(this.client, this.notices);
  readonly models = new ModelsState(this.client);
  readonly jobs = new JobsState(this.client);
  readonly gallery = new KeptPictures(this.client);
  /** Set by the shell before anything is shown. */
  destinations!: Destinations;
  #info = $state.raw<AppInfo | null>(null);
  #isConnected = $state(true);

  constructor(host: Host) {
    this.host = host;
    this.client.on('models-changed', () => void this.attempt(this.models.load()));
    this.client.on('gallery-changed', () => void this.attempt(this.gallery.load()));
  }

  /** Null until the studio has answered for the first time. */
  get info(): AppInfo | null {
    return this.#info;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /**
   * @param onConnected called each time that the studio can be reached again
   * @param onLoaded called after that, when everything here is as the studio has it
   */
  start(onConnected: () => void, onLoaded: () => void): void {
    this.host.connect(
      (channel) => {
        this.client.connect(channel);
        void this.attempt(this.#load().then(onLoaded));
        onConnected();
      },
      (up) => {
        this.#isConnected = up;
      },
    );
  }

  /** Says what went wrong, if it does. @returns undefined then. */
  async attempt<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      this.notices.error(error);
      return undefined;
    }
  }

  async #load(): Promise<void> {
    const isFirst = this.#info === null;
    await Promise.all([this.workspace.load(), this.models.load(), this.jobs.load(), this.gallery.load()]);
    this.#info = await this.client.request('app.info', {});
    if (isFirst) this.#info.notices.forEach((notice) => this.notices.info(notice));
  }
}

export const [getApp, setApp] = createContext<AppState>();
