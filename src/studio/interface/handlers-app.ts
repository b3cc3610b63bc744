import { GPU_PROVIDERS } from '../../shared/device.ts';
import type { Services } from '../services.ts';
import { APP_VERSION } from '../version.ts';
import type { Handlers } from './handlers.ts';
import type { HostServices } from './host-services.ts';

type AppHandlers = Pick<Handlers, 'app.info' | 'workspace.load' | 'workspace.save'>;

export function appHandlers({ dataFolder, notices, workspace }: Services, host: HostServices): AppHandlers {
  return {
    'app.info': () => ({
      version: APP_VERSION,
      capabilities: host.capabilities,
      devices: ['auto', 'cpu', ...(GPU_PROVIDERS[process.platform] ?? [])],
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
