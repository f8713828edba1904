import type { RequestsResult } from '../load/orders.ts';
import type { Load } from '../load/start-load.ts';
import type { MeasuredServer } from '../servers/measured-server.ts';

/** A server with what it is asked. */
export interface Contestant {
  /** As the results call it. */
  readonly name: string;
  readonly server: MeasuredServer;
  /** The body of its requests. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Begin so many requests in each second, and wait for no answer. */
  readonly perSecond?: number;
}

export interface RoundsOptions {
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export const CONNECTIONS = 32;
/** Before the first round: what a process does for the first time takes longer, until it is compiled. */
const FIRST_WARM_UP_MS = 1_500;

/** What was measured of a contestant, round by round. */
export type Measured = ReadonlyMap<Contestant, readonly RequestsResult[]>;

/**
 * Measures the contestants in turn, for several rounds. Servers that aren't measured are paused, so that they take
 * nothing from the one that is.
 */
export async function measureRounds(
  load: Load,
  contestants: readonly Contestant[],
  { rounds, warmUpMs, measureMs }: RoundsOptions,
): Promise<Measured> {
  const measured = new Map<Contestant, RequestsResult[]>(contestants.map((each) => [each, []]));
  const servers = new Set(contestants.map(({ server }) => server));
  for (const server of servers) server.pause();
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [{ server, body, headers = {}, perSecond }, results] of measured) {
        server.resume();
        const result = await load.requests({
          url: server.url,
          body,
          headers: { ...headers },
          connections: CONNECTIONS,
          warmUpMs: round === 0 ? Math.max(FIRST_WARM_UP_MS, warmUpMs) : warmUpMs,
          measureMs,
          perSecond,
          serverPid: server.pid,
        });
        results.push(result);
        server.pause();
      }
    }
  } finally {
    for (const server of servers) server.resume();
  }
  return measured;
}

/** One figure of a contestant, round by round. */
export function figuresOf(measured: Measured, contestant: Contestant, figure: keyof RequestsResult): readonly number[] {
  return (measured.get(contestant) ?? []).map((result) => result[figure]);
}
