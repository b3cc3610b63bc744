import type { Device } from '../../shared/device.ts';
import type { Services } from '../services.ts';
import { APP_VERSION } from '../version.ts';
import type { Handlers } from './handlers.ts';
import type { HostServices } from './host-services.ts';

/** Devices that a platform's runtime knows, beside `auto` and the CPU. */
const GPU_DEVICES: Readonly<Partial<Record<NodeJS.Platform, readonly Device[]>>> = {
  darwin: ['webgpu', 'coreml'],
  win32: ['dml', 'webgpu'],
  linux: ['cuda', 'webgpu'],
};

type AppHandlers = Pick<Handlers, 'app.info' | 'workspace.load' | 'workspace.save'>;

export function appHandlers({ dataFolder, notices, workspace }: Services, host: HostServices): AppHandlers {
  return {
    'app.info': () => ({
      version: APP_VERSION,
      capabilities: host.capabilities,
      devices: ['auto', 'cpu', ...(GPU_DEVICES[process.platform] ?? [])],
      dataFolder,
      notices,
    }),
    'workspace.load': () => workspace.load(),
    'workspace.save': (parts) => {
      workspace.save(parts);
      return null;
    },
  };
}
