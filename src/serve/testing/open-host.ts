import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type SmallStudio, smallStudio } from '../../host/testing/small-studio.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { type BrowserHost, startBrowserHost } from '../browser-host.ts';

export const START_PAGE = '<!doctype html><title>Trilemma Studio</title>';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly text: string;
}

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** A running browser host over a small studio, and a client that says exactly what it is told to say. */
export class OpenHost {
  readonly host: BrowserHost;
  readonly studio: SmallStudio;
  readonly dataFolder: string;

  constructor(host: BrowserHost, studio: SmallStudio, dataFolder: string) {
    this.host = host;
    this.studio = studio;
    this.dataFolder = dataFolder;
  }

  get authority(): string {
    return `127.0.0.1:${this.host.port}`;
  }

  get origin(): string {
    return `http://${this.authority}`;
  }

  /** One request over a line of its own; the path goes out as it stands. */
  ask(path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.host.port, path, method, headers, agent: false };
      const sent = request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const all = Buffer.concat(chunks);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: all,
            text: all.toString(),
          });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** The cookie that the printed address gives. */
  async cookie(): Promise<string> {
    const { headers } = await this.ask(new URL(this.host.url).search.replace('?', '/?'));
    return headers['set-cookie']![0]!.split(';')[0]!;
  }
}

export async function openHost(studio = smallStudio()): Promise<OpenHost> {
  const folder = temporaryFolder();
  const pageFolder = join(folder, 'page');
  const dataFolder = join(folder, 'data');
  mkdirSync(join(pageFolder, 'assets'), { recursive: true });
  writeFileSync(join(pageFolder, 'index.html'), START_PAGE);
  writeFileSync(join(pageFolder, 'assets', 'index-a1b2c3.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'not for anyone');
  const host = await startBrowserHost({ studio, dataFolder, pageFolder, port: 0 });
  onTestFinished(() => host[Symbol.asyncDispose]());
  return new OpenHost(host, studio, dataFolder);
}
