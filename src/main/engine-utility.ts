import { join } from 'node:path';
import type { StartEngine } from '../engine/client.ts';
import type { FromEngine } from '../engine/protocol.ts';
import type { Electron } from './electron.ts';

/** Enough of what a dying process says. */
const LAST_WORDS = 2000;

/** The engine in a utility process of Electron's, which shows under its name in the system's lists. */
export function utilityEngine({ utilityProcess }: Pick<Electron, 'utilityProcess'>): StartEngine {
  return (listener, environment) => {
    // The build puts it beside this module.
    const child = utilityProcess.fork(join(import.meta.dirname, 'engine-process.js'), [], {
      serviceName: 'Trilemma engine',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...environment },
    });
    let lastWords = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-LAST_WORDS);
    });
    child.on('message', (message: FromEngine) => listener.onMessage(message));
    child.on('error', (_type, location) => {
      lastWords += `\nfatal error in ${location}`;
    });
    child.on('exit', (code) => {
      const said = /\S[^\n]*(?=\s*$)/.exec(lastWords)?.[0];
      const end = `its process ended with code ${code}`;
      listener.onExit(said === undefined ? end : `${end}, saying "${said}"`);
    });
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => child.postMessage(message),
      // Electron's own way asks, which the process does not hear.
      kill: () => child.pid !== undefined && process.kill(child.pid, 'SIGKILL'),
    };
  };
}
