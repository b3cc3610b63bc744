import { expect, it, vi } from 'vitest';
import { TrilemmaError } from '../shared/errors.ts';
import { quitWithMessage } from './faults.ts';
import { electronStandIn } from './testing/electron-stand-in.ts';

it.skipIf(process.platform !== 'linux')(
  'says on standard error what failed where nothing can be shown',
  async () => {
    vi.stubEnv('DISPLAY', undefined);
    vi.stubEnv('WAYLAND_DISPLAY', undefined);
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { electron, app, dialog } = electronStandIn();
    await quitWithMessage(electron, new TrilemmaError('file', 'The folder cannot be written.'));
    expect(said.mock.calls).toEqual([['Trilemma Studio cannot open: The folder cannot be written.']]);
    expect(dialog.showErrorBox).not.toHaveBeenCalled();
    expect(app.exit).toHaveBeenCalledExactlyOnceWith(1);
    said.mockRestore();
    vi.unstubAllEnvs();
  },
);
