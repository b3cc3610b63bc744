import type { StartEngine } from '../../engine/client.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { HostServices } from '../interface/host-services.ts';
import { createStudio, type Studio } from '../studio.ts';
import { ContractClient } from './contract-client.ts';

/** A host without dialogs that remembers what was dragged. */
interface TestHost extends HostServices {
  readonly dragged: readonly string[];
}

export interface TestStudio extends AsyncDisposable {
  readonly studio: Studio;
  readonly host: TestHost;
  /** An interface that is open from the start. */
  readonly client: ContractClient;
  /** Opens another. */
  connect(): ContractClient;
}

/** The whole studio with the bundled models, on a folder of the test's. */
export async function testStudio(dataFolder: string, startEngine?: StartEngine): Promise<TestStudio> {
  const studio = await createStudio({ dataFolder, startEngine });
  const host = testHost();
  const connect = () => {
    const client = new ContractClient();
    studio.connect(client.channel, host);
    return client;
  };
  return {
    studio,
    host,
    connect,
    client: connect(),
    [Symbol.asyncDispose]: () => studio[Symbol.asyncDispose](),
  };
}

function testHost(): TestHost {
  const dragged: string[] = [];
  return {
    dragged,
    capabilities: { nativeDialogs: false, dragOut: true },
    choose: () => Promise.reject(new TrilemmaError('usage', 'There are no dialogs here.')),
    drag: (file) => void dragged.push(file),
    openedFiles: () => [],
  };
}
