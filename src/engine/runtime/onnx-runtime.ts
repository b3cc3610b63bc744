/**
 * The only import of ONNX Runtime. From version 1.30 on, the library reports its use to its maker: it writes an
 * identity and a database into the user's cache folder, reads the machine's id, and looks up a host to send to. A variable of the
 * environment stops all of it, if it is there before the library is loaded; so the library is loaded here and nowhere
 * else (the lint rule `one-runtime`), and types alone are imported from it elsewhere.
 */
import { isMainThread } from 'node:worker_threads';
import { NO_TELEMETRY } from '../engine-environment.ts';

for (const [name, value] of Object.entries(NO_TELEMETRY)) {
  // A thread other than the first has a copy of the environment, which native code does not see.
  if (isMainThread) process.env[name] = value;
  else if (process.env[name] !== value) {
    throw new Error(`ONNX Runtime is only loaded in threads of a process with ${name}=${value}.`);
  }
}

// Not a static import: that would be evaluated before the lines above, or, in a bundle, before the whole file.
export const onnxRuntime = await import('onnxruntime-node');
