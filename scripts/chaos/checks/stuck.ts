import { z } from 'zod';
import { decodeGlobalId } from '../../../src/global-id.ts';
import type { Evidence } from './evidence.ts';
import { isKnownFailure } from './known-failure.ts';
import { untilHolds } from './until-holds.ts';

const job = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.string(),
  owner: z.string(),
  error: z.string().nullable(),
  errorCode: z.string().nullable(),
  different: z.number().nullable(),
});
const OPEN = ['WAITING', 'DELAYED', 'ACTIVE'];
const TASK = /:(?:jobs|background):([0-9a-f-]{36})$/;
/** Gauges that are 0 when nobody is there, by the beginning of their lines. */
const IDLE = ['lex_open_subscriptions ', 'lex_database_connections{state="waiting"} '];

/** All jobs have ended, the queue is empty, and no server holds a subscription of a client that has gone. */
export async function checkNothingIsStuck(evidence: Evidence): Promise<void> {
  const { users, report, rows, cluster, signal } = evidence;
  const jobs = () =>
    rows(
      job,
      `SELECT "id", "kind"::text, "state"::text, "ownerId" AS "owner", "error", "errorCode",
        ("result"->>'different')::int AS "different" FROM "Job"`,
    );
  const isOpen = ({ state }: { readonly state: string }) => OPEN.includes(state);
  await untilHolds(async () => !(await jobs()).some(isOpen), signal);
  const all = await jobs();
  for (const each of all) {
    report.check('each job has ended', !isOpen(each), () => JSON.stringify(each));
    report.count(`jobs: ${each.kind} ${each.state}${each.errorCode === null ? '' : ` with ${each.errorCode}`}`);
    report.check('no job failed with an unknown error', isKnownFailure(each), () => JSON.stringify(each));
    if (each.different === null) continue;
    report.check('no index differed while all this went on', each.different === 0, () => JSON.stringify(each));
  }
  const byId = new Map(all.map((each) => [each.id, each]));
  for (const user of users) {
    for (const id of [...user.jobs, ...user.sent.map(({ jobId }) => jobId)]) {
      const isThere = byId.get(decodeGlobalId(id).id)?.owner === decodeGlobalId(user.id).id;
      report.check('each acknowledged job is there', isThere, () => `${user.name}: ${id}`);
    }
  }
  await checkQueue(evidence);
  for (const [name, url] of cluster.topology.serverUrls) {
    let busy: readonly string[] = [];
    const holds = await untilHolds(async () => {
      busy = await busyGauges(url, cluster.adminKey);
      return busy.length === 0;
    }, signal);
    report.check('no gauge of connections is left up', holds, () => `${name}: ${busy.join(', ')}`);
  }
}

async function checkQueue({ report, cluster, signal }: Evidence): Promise<void> {
  const redis = cluster.topology.redis.connect();
  let left: readonly string[] = [];
  const holds = await untilHolds(async () => {
    left = (await redis.keys('*')).filter((key) => TASK.test(key));
    return left.length === 0;
  }, signal);
  report.check('the queue has nothing of jobs that have ended', holds, () => left.join(', '));
}

async function busyGauges(url: string, adminKey: string): Promise<readonly string[]> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${adminKey}` } });
  if (!response.ok) throw new Error(`The metrics answer ${response.status}.`);
  const lines = (await response.text()).split('\n');
  return IDLE.flatMap((name) => {
    const line = lines.find((each) => each.startsWith(name));
    return line === `${name}0` ? [] : [line ?? `${name}is missing`];
  });
}
