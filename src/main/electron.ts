import type * as electron from 'electron';

/** Electron's module as everything here takes it, so that tests can give another. */
export type Electron = Pick<
  typeof electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'MessageChannelMain'
  | 'nativeImage'
  | 'nativeTheme'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'shell'
  | 'utilityProcess'
>;

export type AppWindow = NonNullable<ReturnType<typeof electron.BrowserWindow.fromWebContents>>;
