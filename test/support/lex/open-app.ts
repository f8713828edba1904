import { pino } from 'pino';
import { type App, createApp } from '../../../src/app.ts';
import { createCacheCounters } from '../../../src/cache/cache-counters.ts';
import type { Config } from '../../../src/config/config.ts';
import { atEnd } from '../at-end.ts';
import { packageRoot } from './cluster-template.ts';

/** What a server is made of, without what it listens on, and without working. It is closed at the file's end. */
export async function openApp(config: Config): Promise<App> {
  const app = await createApp(config, {
    log: pino({ level: 'silent' }),
    version: 'test',
    packageRoot,
    answerStats: createCacheCounters,
    openSubscriptions: () => 0,
    onLost: (reason) => {
      throw new Error(reason);
    },
  });
  atEnd(() => app.close({ jobsMs: 0 }));
  return app;
}
