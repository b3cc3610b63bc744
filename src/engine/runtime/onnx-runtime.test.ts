import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';

const DOOR = JSON.stringify(new URL('./onnx-runtime.ts', import.meta.url).href);

/** A session of what is no model: the runtime begins all that it does at its start. */
const USE = `import(${DOOR}).then(({ onnxRuntime }) => onnxRuntime.InferenceSession.create(Buffer.from([8, 8])).catch(() => console.log('loaded')))`;

/** Runs a script in a process whose environment asks for telemetry, in an empty home. */
function run(script: string) {
  const home = temporaryFolder();
  const env = {
    ...process.env,
    HOME: home,
    USERPROFILE: home,
    XDG_CACHE_HOME: '',
    ORT_DISABLE_TELEMETRY: '0',
  };
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { env, encoding: 'utf8' });
  return { stdout, stderr, left: readdirSync(home, { recursive: true }) };
}

describe('the door to ONNX Runtime', () => {
  it('keeps it from leaving anything, whatever the environment says', () => {
    expect(run(USE)).toMatchObject({ stdout: 'loaded\n', left: [] });
  });

  it('refuses a thread whose process lacks the variable: native code sees no copy of the environment', () => {
    const inThread = `new (require('node:worker_threads').Worker)(${JSON.stringify(USE)}, { eval: true })`;
    const { stdout, stderr, left } = run(inThread);
    expect({ stdout, left }).toEqual({ stdout: '', left: [] });
    expect(stderr).toContain('only loaded in threads of a process with ORT_DISABLE_TELEMETRY=1');
  });
});
