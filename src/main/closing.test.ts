import { expect, it, vi } from 'vitest';
import { WAITING } from '../../test/support/waiting.ts';
import { openUntilQuit } from './closing.ts';
import { electronStandIn } from './testing/electron-stand-in.ts';

function starting() {
  const { electron, app, becomeReady } = electronStandIn();
  const opened = Promise.withResolvers<AsyncDisposable>();
  const open = vi.fn(() => opened.promise);
  const studio = openUntilQuit(electron, open);
  const close = vi.fn(() => Promise.resolve());
  return {
    app,
    becomeReady,
    open,
    studio,
    close,
    quit: () => app.emit('will-quit', { preventDefault: vi.fn() }),
    finishOpening: () => opened.resolve({ [Symbol.asyncDispose]: close }),
  };
}

it('opens nothing where the app quits before it is ready', async () => {
  const { app, becomeReady, open, studio, quit } = starting();
  quit();
  expect(app.exit).not.toHaveBeenCalled();
  becomeReady();
  expect(await studio).toBeUndefined();
  expect(open).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(app.exit).toHaveBeenCalledExactlyOnceWith(0), WAITING);
});

it('closes a studio that is only being opened as the app quits', async () => {
  const { app, becomeReady, open, studio, close, quit, finishOpening } = starting();
  becomeReady();
  await vi.waitFor(() => expect(open).toHaveBeenCalled(), WAITING);
  quit();
  expect(app.exit).not.toHaveBeenCalled();
  finishOpening();
  expect(await studio).toBeUndefined();
  await vi.waitFor(() => expect(app.exit).toHaveBeenCalledExactlyOnceWith(0), WAITING);
  expect(close).toHaveBeenCalledOnce();
});
