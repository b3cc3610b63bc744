import { once } from 'node:events';
import type { Command } from 'commander';
import { openBrowser } from '../../serve/open-browser.ts';
import type { CommandContext } from '../context.ts';
import { wholeNumber } from '../options.ts';

interface Options {
  readonly port?: number;
  readonly open?: boolean;
}

const LAST_PORT = 65_535;

/** A part of the second within which an interrupted command has to end. */
const CLOSE_WITHIN_MS = 500;

export function addServe(program: Command, context: CommandContext): Command {
  return program
    .command('serve')
    .description('open the studio in a browser on this machine; Ctrl-C ends it')
    .option(
      '--port <port>',
      'where to listen; the usual port, or any that is free, when left out',
      wholeNumber(0, LAST_PORT),
    )
    .option('--open', 'open the default browser')
    .action(async ({ port: asked, open = false }: Options) => {
      // The other commands need neither a database nor a server, and start sooner without.
      const [{ createStudio }, { startBrowserHost }] = await Promise.all([
        import('../../studio/studio.ts'),
        import('../../serve/browser-host.ts'),
      ]);
      context.endsByInterruption = true;
      const { dataFolder } = context;
      await using studio = await createStudio({ dataFolder, closeWithinMs: CLOSE_WITHIN_MS });
      await using host = await startBrowserHost({ studio, dataFolder, port: asked });
      const { url, port } = host;
      context.print([`Trilemma Studio is open at ${url}`], { url, port });
      if (open && !(await openBrowser(url))) {
        context.note('No browser could be opened from here: open the address yourself.');
      }
      if (!context.signal.aborted) await once(context.signal, 'abort');
    });
}
