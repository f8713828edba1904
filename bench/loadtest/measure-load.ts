import { Figures } from './figures/figures.ts';
import { watchGenerator } from './figures/generator.ts';
import { openSeries } from './figures/series.ts';
import { loadAtRate } from './load/load-at-rate.ts';
import { loadByUsers } from './load/load-by-users.ts';
import { VirtualUser } from './load/virtual-user.ts';
import type { LoadOptions } from './options/read-options.ts';
import { createLiveView, type LiveViewOptions } from './report/live-view.ts';
import { makeReport, type Report } from './report/report.ts';
import type { Caller } from './server/caller.ts';
import type { Follower } from './server/follower.ts';
import { createSocketFollower } from './server/socket-follower.ts';
import { createSseFollower } from './server/sse-follower.ts';

export interface MeasureOptions {
  readonly options: LoadOptions;
  readonly caller: Caller;
  /** The users' keys, which they take in turn. */
  readonly keys: readonly string[];
  /** The server's version. */
  readonly version: string;
  /** Where it is shown how the test goes. */
  readonly output: LiveViewOptions['output'];
  /** Ends the test early. */
  readonly stopped: AbortSignal;
}

/** Loads a server, and reports what was measured, also when it was ended early. */
export async function measureLoad(measure: MeasureOptions): Promise<Report> {
  const { options, caller, keys, version, output, stopped } = measure;
  const figures = new Figures();
  const generator = watchGenerator();
  const users: VirtualUser[] = [];
  const newUser = (): VirtualUser => {
    const key = keys[users.length % keys.length];
    const user = new VirtualUser({ caller, figures, options, signal: stopped }, key, followerOf(measure, key));
    users.push(user);
    return user;
  };
  const startedAt = new Date();
  const began = performance.now();
  const start = { options, signal: stopped, newUser };
  const load = options.rate === undefined ? loadByUsers(start) : loadAtRate(options.rate, start);
  const { durationMs } = options;
  const live = createLiveView({ output, figures, durationMs });
  const series = openSeries({ figures, generator, durationMs, waiting: load.waiting, onPoint: live.show });
  try {
    await load.done;
    const seconds = (performance.now() - began) / 1_000;
    const [neverBegun, endedEarly] = [load.waiting(), stopped.aborted];
    const health = generator.health();
    series.close();
    await Promise.all(users.map((user) => user.finish()));
    const ended = { seconds, endedEarly, neverBegun, generator: health };
    return makeReport({ options, version, keys: keys.length, figures, startedAt, ...ended, points: series.points });
  } finally {
    series.close();
    live.close();
    generator.close();
    for (const user of users) user.close();
  }
}

function followerOf({ options, caller }: MeasureOptions, key: string | undefined): Follower | undefined {
  switch (options.transport) {
    case 'websocket':
      return createSocketFollower(options.url, key);
    case 'sse':
      return createSseFollower(caller, key);
    case 'http':
      return undefined;
  }
}
