import { type EngineConnection, forkEngine, type StartEngine } from '../../engine/client.ts';
import type { ToEngine } from '../../engine/protocol.ts';

/** Real engine processes, with what was asked of them; the latest is the last. */
export interface ObservedEngine {
  readonly start: StartEngine;
  readonly started: readonly EngineConnection[];
  readonly asked: readonly ToEngine[];
  /** Kills the process that runs now, as a crash would. */
  kill(): void;
}

export function observedEngine(onAsked: (message: ToEngine) => void = () => undefined): ObservedEngine {
  const started: EngineConnection[] = [];
  const asked: ToEngine[] = [];
  return {
    started,
    asked,
    kill: () => process.kill(started.at(-1)!.pid!, 'SIGKILL'),
    start: (listener, environment) => {
      const connection = forkEngine(listener, environment);
      const observed: EngineConnection = {
        pid: connection.pid,
        kill: () => connection.kill(),
        send: (message) => {
          asked.push(message);
          connection.send(message);
          onAsked(message);
        },
      };
      started.push(observed);
      return observed;
    },
  };
}
