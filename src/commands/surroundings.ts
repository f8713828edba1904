import type { AppSurroundings } from '../app.ts';
import { createCacheCounters } from '../cache/cache-counters.ts';
import type { Logger } from '../log.ts';
import type { Terminal } from './command.ts';

/** What a command that works on the data by itself gives to the parts that it opens. */
export function surroundingsOf({ version, packageRoot }: Terminal, log: Logger): AppSurroundings {
  return {
    log,
    version,
    packageRoot,
    // Such a command answers no clients.
    answerStats: createCacheCounters,
    openSubscriptions: () => 0,
    onLost: (reason) => log.error(reason),
  };
}
