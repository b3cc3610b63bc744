#!/usr/bin/env node
export {};

const OLDEST_NODE = 24;

if (Number.parseInt(process.versions.node) >= OLDEST_NODE) {
  const { run } = await import('./run.ts');
  process.exitCode = await run(process.argv.slice(2), (code) => process.exit(code));
} else {
  process.stderr.write(
    `trilemma: Node ${OLDEST_NODE} or newer is needed; this is ${process.versions.node}.\n`,
  );
  process.exitCode = 2;
}
