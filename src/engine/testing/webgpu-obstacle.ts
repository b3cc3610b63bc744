import { chooseDevice } from '../devices.ts';

/** Why WebGPU cannot be tested here, which is said once; undefined where any adapter runs it, be it software. */
export async function webgpuObstacle(what: string): Promise<string | undefined> {
  try {
    await chooseDevice('webgpu');
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.log(`${what} on WebGPU is not tested: ${reason}`);
    return reason;
  }
}
