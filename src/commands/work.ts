import { createApp } from '../app.ts';
import { createCacheCounters } from '../cache/cache-counters.ts';
import { Closing } from '../closing.ts';
import { readConfig } from '../config/config.ts';
import { startMetricsServer } from '../edge/http/metrics-route.ts';
import { takeMachineOrders } from '../machine-orders.ts';
import { openTracing } from '../tracing/open-tracing.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { aborted } from './process/aborted.ts';
import { openProcessLog } from './process/process-log.ts';
import { growFromNow } from './process/small-start.ts';

/** Nearly all of the 20 s that a stop may take: a worker has no requests that need some of it. */
const FINISH_JOBS_MS = 15_000;

export const workCommand: Command = {
  name: 'work',
  summary: 'Run jobs, without answering requests',
  usage: `Usage: lex work

Runs the jobs that wait in the database until it is told to stop (SIGTERM or Ctrl-C).
Without Redis one process at a time uses a database: while \`lex serve\` runs, that one runs the jobs as well.
SIGUSR2 makes the log tell more (debug), and again as much as before.`,
  growsWhenStarted: true,
  async run(args, terminal) {
    readArguments(args, { options: [], words: 0 });
    const config = readConfig(terminal.environment);
    const log = openProcessLog(config, terminal);
    const lost = new AbortController();
    const tracing = await openTracing(config.tracing, { version: terminal.version, log });
    const app = await createApp(config, {
      log,
      version: terminal.version,
      packageRoot: terminal.packageRoot,
      tracer: tracing?.tracer,
      answerStats: createCacheCounters,
      openSubscriptions: () => 0,
      onLost(reason) {
        log.fatal(reason);
        lost.abort();
      },
    });
    const listening = new Closing();
    try {
      listening.defer(await takeMachineOrders(app, config, log));
      listening.defer(await startMetricsServer(app.metrics, config, log));
      await app.work();
    } catch (error) {
      await listening.close();
      await app.close({ jobsMs: 0 });
      throw error;
    }
    log.info({ concurrency: config.workerConcurrency }, 'working');
    growFromNow();
    await aborted(AbortSignal.any([terminal.stopped, lost.signal]));
    log.info('stopping');
    await listening.close();
    await app.close({ jobsMs: FINISH_JOBS_MS });
    await tracing?.close();
    return lost.signal.aborted ? 1 : 0;
  },
};
