/** Devices as people know them. */
import type { Device } from '../../../shared/device.ts';

const NAMES: Readonly<Record<Device, string>> = {
  auto: 'Automatic',
  cpu: 'Processor (CPU)',
  webgpu: 'Graphics (WebGPU)',
  dml: 'Graphics (DirectML)',
  coreml: 'Apple Neural Engine and GPU (Core ML)',
  cuda: 'NVIDIA GPU (CUDA)',
};

/** @param device a device, or the text of a recipe that another build wrote. */
export function deviceName(device: string): string {
  return isDevice(device) ? NAMES[device] : device;
}

function isDevice(device: string): device is Device {
  return Object.hasOwn(NAMES, device);
}
