import { readConfig } from '../config/config.ts';
import { startServer } from '../server.ts';
import { openTracing } from '../tracing/open-tracing.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { aborted } from './process/aborted.ts';
import { isInContainer, REACHED_IN_CONTAINER } from './process/container.ts';
import { openProcessLog } from './process/process-log.ts';
import { growFromNow } from './process/small-start.ts';

export const serveCommand: Command = {
  name: 'serve',
  summary: 'Answer GraphQL, and run jobs unless LEX_ROLE says otherwise',
  usage: `Usage: lex serve

Serves the API at http://HOST:PORT/graphql (GraphiQL in a browser) until it is told to stop (SIGTERM or Ctrl-C).
Everything it needs is in LEX_DATA_DIR, which is made on the first start. \`lex config\` prints the settings.
SIGUSR2 makes the log tell more (debug), and again as much as before.`,
  growsWhenStarted: true,
  async run(args, terminal) {
    readArguments(args, { options: [], words: 0 });
    const config = readConfig(terminal.environment);
    if (config.role === 'work') return (await import('./work.ts')).workCommand.run(args, terminal);
    const log = openProcessLog(config, terminal);
    const lost = new AbortController();
    const tracing = await openTracing(config.tracing, { version: terminal.version, log });
    const server = await startServer(config, {
      log,
      version: terminal.version,
      packageRoot: terminal.packageRoot,
      tracer: tracing?.tracer,
      onLost(reason) {
        log.fatal(reason);
        lost.abort();
      },
    });
    log.info({ url: server.url, graphql: `${server.url}/graphql`, data: config.dataDir }, 'listening');
    growFromNow();
    if (isInContainer()) log.info({ url: server.url }, REACHED_IN_CONTAINER);
    await aborted(AbortSignal.any([terminal.stopped, lost.signal]));
    log.info('stopping');
    await server.close();
    await tracing?.close();
    return lost.signal.aborted ? 1 : 0;
  },
};
