import { readFactsIn } from '../../database/examine/database-facts.ts';
import { readServerClock, readServerFacts, timeAnswers } from '../../database/examine/server-facts.ts';
import { keepsSession, timeNotification } from '../../database/examine/sessions.ts';
import { type Visitor, visitPostgres } from '../../database/examine/visit-postgres.ts';
import { messageOf } from '../../errors.ts';
import type { Check, Examined } from '../findings/check.ts';
import { type NamedFinding, named, problem, unchecked } from '../findings/finding.ts';
import { aheadOf, judgeClock } from '../findings/judge-clock.ts';
import { judgeLatency } from '../findings/judge-latency.ts';
import { sentence } from '../findings/sentence.ts';
import { judgeMigrations } from './judge-migrations.ts';
import { judgeServer } from './judge-server.ts';
import { judgeSessions } from './judge-sessions.ts';

const LIMIT_MS = 30_000;
const TRIES = 9;
/** Within one data centre it is a tenth of it. */
const SLOW_MS = 10;

/** PostgreSQL at DATABASE_URL, and what is on the way to it. */
export const postgresServer: Check = {
  name: 'database',
  timeoutMs: () => LIMIT_MS,
  async run(examined, signal) {
    const { config } = examined;
    if (!config) return named('database', [unchecked('The settings have to be mended first.')]);
    if (!config.databaseUrl) return [];
    try {
      return await visitPostgres(config.databaseUrl, (first, second) => look([first, second], examined, signal));
    } catch (error) {
      return named('database', [unreachable(error)]);
    }
  },
};

function unreachable(error: unknown): ReturnType<typeof problem> {
  const reason = messageOf(error);
  const pooled = /unsupported startup parameter/i.test(reason);
  const fix = pooled
    ? 'A pooler refuses what Lex asks of its session: lead DATABASE_URL past it, or let it lend whole sessions.'
    : 'See that it runs, that DATABASE_URL has its address, user and password, and that pg_hba.conf lets them in.';
  return problem(`DATABASE_URL can't be used: ${sentence(reason)}`, fix);
}

/** Each part by itself: what one can't read is no reason to leave out the others. */
async function look(
  [first, second]: readonly [Visitor, Visitor],
  { packageRoot, config }: Examined,
  signal: AbortSignal,
): Promise<NamedFinding[]> {
  const parts: [check: string, work: () => Promise<NamedFinding[]>][] = [
    ['database', async () => judgeServer(await readServerFacts(first))],
    [
      'database.migrations',
      async () =>
        named('database.migrations', [judgeMigrations(await readFactsIn(first, packageRoot), { applies: false })]),
    ],
    [
      'database.latency',
      async () => named('database.latency', [judgeLatency('PostgreSQL', await timeAnswers(first, TRIES), SLOW_MS)]),
    ],
    [
      'clock.postgresql',
      async () => {
        const clock = await readServerClock(first);
        const { aheadMs, uncertainMs } = aheadOf(clock.read, clock);
        return named('clock.postgresql', [judgeClock("PostgreSQL's clock", aheadMs, uncertainMs)]);
      },
    ],
    [
      'database.sessions',
      async () => {
        const keeps = await keepsSession(first, second);
        const heardAfterMs = await timeNotification(first, second, signal);
        return judgeSessions({ keeps, heardAfterMs, isUsed: config?.redisUrl === undefined });
      },
    ],
  ];
  const findings: NamedFinding[] = [];
  for (const [check, work] of parts) {
    findings.push(
      ...(await work().catch((error: unknown) =>
        named(check, [unchecked(`This could not be read: ${sentence(messageOf(error))}`)]),
      )),
    );
  }
  return findings;
}
