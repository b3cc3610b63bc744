import { basename } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { utilityEngine } from './engine-utility.ts';
import { electronStandIn } from './testing/electron-stand-in.ts';

function engine() {
  const standIn = electronStandIn();
  const listener = { onMessage: vi.fn(), onExit: vi.fn() };
  const connection = utilityEngine(standIn.electron)(listener, { COLOUR: 'green' });
  return { ...standIn, listener, connection, child: standIn.children[0]! };
}

describe('utilityEngine', () => {
  it('runs the engine in a utility process', () => {
    const { utilityProcess, child, listener, connection } = engine();
    const [path, args, options] = utilityProcess.fork.mock.calls[0]!;
    expect(basename(path)).toBe('engine-process.js');
    expect(args).toEqual([]);
    expect(options).toEqual({
      serviceName: 'Trilemma engine',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, COLOUR: 'green' },
    });

    connection.send({ kind: 'cancel', id: 1 });
    expect(child.postMessage).toHaveBeenCalledExactlyOnceWith({ kind: 'cancel', id: 1 });
    child.emit('message', { kind: 'heartbeat' });
    expect(listener.onMessage).toHaveBeenCalledExactlyOnceWith({ kind: 'heartbeat' });
    expect(connection.pid).toBe(child.pid);
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    connection.kill();
    expect(kill).toHaveBeenCalledExactlyOnceWith(child.pid, 'SIGKILL');
    child.pid = undefined;
    connection.kill();
    expect(kill).toHaveBeenCalledOnce();
    kill.mockRestore();
    expect(listener.onExit).not.toHaveBeenCalled();
  });

  it.each([
    ['', 'its process ended with code 134'],
    [
      'a warning\nterminate called: bad_alloc\n',
      'its process ended with code 134, saying "terminate called: bad_alloc"',
    ],
  ])('says how it ended after %j', (words, reason) => {
    const { child, listener } = engine();
    child.stderr.emit('data', words);
    child.emit('exit', 134);
    expect(listener.onExit).toHaveBeenCalledExactlyOnceWith(reason);
  });

  it('says where V8 gave up', () => {
    const { child, listener } = engine();
    child.emit('error', 'FatalError', 'Reached heap limit', '{}');
    child.emit('exit', 5);
    expect(listener.onExit).toHaveBeenCalledExactlyOnceWith(
      'its process ended with code 5, saying "fatal error in Reached heap limit"',
    );
  });
});
