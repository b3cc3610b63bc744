/** Films of any frames, encoded by the studio's own code in a page of a browser without a window, and decoded again. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page, type Route } from '@playwright/test';
import { build } from 'vite';
import { onPath } from '../../src/platform/on-path.ts';
import type { VideoWork } from '../../src/shared/path/film.ts';
import type { RgbPixels } from '../../src/shared/picture.ts';
import { evenSize } from '../../src/renderer/video/i420.ts';
import { browserProgram } from './browser-program.ts';
import type * as FilmPage from './film-page.ts';

/** A page of this machine may use the encoders; all that it asks for is answered here. */
const ORIGIN = 'http://localhost';
const SCRIPT = '/film-page.js';

type Shape = Pick<VideoWork, 'format' | 'width' | 'height' | 'fps'>;

export class FilmEncoder implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #page: Page;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.#page = page;
  }

  static async open(): Promise<FilmEncoder> {
    const script = await bundled();
    const browser = await chromium.launch({ executablePath: browserProgram() });
    const page = await browser.newPage();
    await page.route(`${ORIGIN}/**`, (route) =>
      route.request().url().endsWith(SCRIPT)
        ? route.fulfill({ contentType: 'text/javascript', body: script })
        : route.fulfill({ contentType: 'text/html', body: '<title>Films</title>' }),
    );
    await page.goto(ORIGIN);
    return new FilmEncoder(browser, page);
  }

  /** @returns the file. */
  async encode(shape: Shape, frames: readonly RgbPixels[]): Promise<Buffer> {
    const pieces: { readonly position: number; readonly bytes: Buffer }[] = [];
    const answers = {
      frames: (route: Route, parameter: (name: string) => number) => {
        const some = frames.slice(parameter('first'), parameter('first') + parameter('count'));
        return route.fulfill({ body: Buffer.concat(some.map(({ data }) => data)) });
      },
      append: (route: Route, parameter: (name: string) => number) => {
        pieces.push({ position: parameter('position'), bytes: route.request().postDataBuffer()! });
        return route.fulfill();
      },
    };
    const work: VideoWork = { ...shape, job: '', frames: frames.length, comment: '' };
    await this.#answering(answers, () =>
      this.#page.evaluate(
        async ([script, asked]) => ((await import(script)) as typeof FilmPage).encode(asked),
        [SCRIPT, work] as const,
      ),
    );
    const file = Buffer.alloc(Math.max(...pieces.map(({ position, bytes }) => position + bytes.length)));
    for (const { position, bytes } of pieces) bytes.copy(file, position);
    return file;
  }

  /** @returns the planes of each frame, by ffmpeg where it is there, else by the browser. */
  async decode(film: Buffer, shape: Shape): Promise<readonly Uint8Array[]> {
    if (onPath('ffmpeg') !== undefined) return decodedByFfmpeg(film, shape);
    const frames: Buffer[] = [];
    const answers = {
      film: (route: Route) => route.fulfill({ body: film }),
      planes: (route: Route) => {
        frames.push(route.request().postDataBuffer()!);
        return route.fulfill();
      },
    };
    await this.#answering(answers, () =>
      this.#page.evaluate(async (script) => ((await import(script)) as typeof FilmPage).decode(), SCRIPT),
    );
    return frames;
  }

  async #answering(
    answers: Readonly<Record<string, (route: Route, parameter: (name: string) => number) => Promise<void>>>,
    work: () => Promise<void>,
  ): Promise<void> {
    const patterns = Object.entries(answers).map(([name, answer]) => {
      const pattern = new RegExp(`^${ORIGIN}/${name}(\\?|$)`);
      return { pattern, answer };
    });
    for (const { pattern, answer } of patterns) {
      await this.#page.route(pattern, (route) => {
        const { searchParams } = new URL(route.request().url());
        return answer(route, (name) => Number(searchParams.get(name)));
      });
    }
    try {
      await work();
    } finally {
      for (const { pattern } of patterns) await this.#page.unroute(pattern);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

async function bundled(): Promise<string> {
  const result = await build({
    ...{ configFile: false, logLevel: 'warn' },
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, 'film-page.ts'), formats: ['es'], fileName: 'film-page' },
    },
  });
  const [bundle] = [result].flat();
  if (bundle === undefined || !('output' in bundle)) throw new Error('The encoder could not be bundled.');
  return bundle.output[0].code;
}

function decodedByFfmpeg(film: Buffer, shape: Shape): readonly Uint8Array[] {
  const folder = mkdtempSync(join(tmpdir(), 'trilemma-film-'));
  try {
    const file = join(folder, `film.${shape.format}`);
    writeFileSync(file, film);
    const args = ['-v', 'error', '-i', file, '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-'];
    const { stdout, stderr, status } = spawnSync('ffmpeg', args, { maxBuffer: 2 ** 31 });
    if (status !== 0) throw new Error(`ffmpeg cannot decode the film: ${stderr.toString()}`);
    const { width, height } = evenSize(shape);
    const bytes = (width * height * 3) / 2;
    return Array.from({ length: stdout.length / bytes }, (_, k) =>
      stdout.subarray(k * bytes, (k + 1) * bytes),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
