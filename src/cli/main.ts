#!/usr/bin/env node
// As a whole: older versions of Node lack the function, and are to be told so below.
import module from 'node:module';

const OLDEST_NODE = 24;

if (Number.parseInt(process.versions.node) >= OLDEST_NODE) {
  // Half the time of a short command goes into the compiling of its code: the next one, and the engine, find it done.
  const { directory } = module.enableCompileCache();
  if (directory !== undefined) process.env.NODE_COMPILE_CACHE = directory;
  const { run } = await import('./run.ts');
  process.exitCode = await run(process.argv.slice(2), (code) => process.exit(code));
} else {
  process.stderr.write(
    `trilemma: Node ${OLDEST_NODE} or newer is needed; this is ${process.versions.node}.\n`,
  );
  process.exitCode = 2;
}
