import { describe, expect, it, vi } from 'vitest';
import { openDesktop } from '../testing/open-desktop.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a page that fails', () => {
  it.each([
    ['Reload', 0],
    ['Close', 1],
  ])('is told of, with the reason and a way on: %s', async (button, response) => {
    const { window, dialog } = await openDesktop();
    dialog.showMessageBox.mockResolvedValue({ response });
    window.webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 5 });
    expect(dialog.showMessageBox).toHaveBeenCalledWith(
      window,
      expect.objectContaining({
        detail: expect.stringContaining('oom, code 5') as string,
        buttons: ['Reload', 'Close'],
      }),
    );
    await turn();
    expect(window.webContents.reload).toHaveBeenCalledTimes(button === 'Reload' ? 1 : 0);
    expect(window.destroy).toHaveBeenCalledTimes(button === 'Close' ? 1 : 0);
  });

  it('is not told of where it only ended', async () => {
    const { window, dialog } = await openDesktop();
    window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    expect(dialog.showMessageBox).not.toHaveBeenCalled();
  });

  it('can be waited for, begun anew or closed where it does not answer', async () => {
    const { window, dialog } = await openDesktop();
    const { webContents } = window;
    window.emit('unresponsive');
    window.emit('unresponsive');
    await turn();
    expect(dialog.showMessageBox).toHaveBeenCalledTimes(1);
    expect(webContents.reload).not.toHaveBeenCalled();

    dialog.showMessageBox.mockResolvedValue({ response: 1 });
    window.emit('unresponsive');
    await turn();
    expect(webContents.forcefullyCrashRenderer).toHaveBeenCalledTimes(1);
    expect(webContents.reload).toHaveBeenCalledTimes(1);
    webContents.emit('render-process-gone', {}, { reason: 'killed', exitCode: 9 });
    expect(dialog.showMessageBox).toHaveBeenCalledTimes(2);
    webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 11 });
    expect(dialog.showMessageBox).toHaveBeenCalledTimes(3);

    dialog.showMessageBox.mockResolvedValue({ response: 2 });
    window.emit('unresponsive');
    await turn();
    expect(window.destroy).toHaveBeenCalled();
  });

  it('that answers again takes its question back', async () => {
    const { window, dialog } = await openDesktop();
    const answer = Promise.withResolvers<{ response: number }>();
    dialog.showMessageBox.mockReturnValue(answer.promise);
    window.emit('unresponsive');
    const [, options] = dialog.showMessageBox.mock.calls[0] as unknown as [unknown, { signal: AbortSignal }];
    expect(options.signal.aborted).toBe(false);
    window.emit('responsive');
    expect(options.signal.aborted).toBe(true);
    answer.resolve({ response: 2 });
    await turn();
    expect(vi.mocked(window.destroy)).not.toHaveBeenCalled();
  });
});
