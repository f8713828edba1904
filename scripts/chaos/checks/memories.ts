import { z } from 'zod';
import { RecallDocument } from '../../../src/generated/graphql.ts';
import { decodeGlobalId } from '../../../src/global-id.ts';
import { GraphqlClient } from '../../../test/support/clients/graphql-client.ts';
import { questionFor } from '../users/remember.ts';
import type { User } from '../users/user.ts';
import type { Evidence } from './evidence.ts';
import { untilHolds } from './until-holds.ts';

const memory = z.object({ ownerId: z.string(), key: z.string(), content: z.string() });
/** How many of each user's are asked for at each server. */
const SAMPLE = 25;

/** What was remembered is in the database and found by each server, and what was forgotten is nowhere. */
export async function checkMemories(evidence: Evidence): Promise<void> {
  const { users, report, rows, cluster } = evidence;
  const all = await rows(memory, `SELECT "ownerId", "key", "content" FROM "Memory"`);
  for (const { name, id, memories, forgotten } of users) {
    const owner = decodeGlobalId(id).id;
    const stored = new Map(all.filter(({ ownerId }) => ownerId === owner).map(({ key, content }) => [key, content]));
    for (const [key, content] of memories) {
      const found = stored.get(key);
      report.check('each memory is stored', found === content, () => `${name}, ${key}: ${found} for ${content}`);
    }
    for (const key of forgotten) {
      report.check(
        'nothing that was forgotten is stored',
        memories.has(key) || !stored.has(key),
        () => `${name}, ${key}`,
      );
    }
  }
  await Promise.all([...cluster.topology.serverUrls].map(([name, url]) => checkRecalls(evidence, name, url)));
}

async function checkRecalls({ users, report, signal }: Evidence, server: string, url: string): Promise<void> {
  for (const user of users) {
    const client = new GraphqlClient(url, { authorization: `Bearer ${user.key}` });
    const found = async (key: string) =>
      (await client.run(RecallDocument, { query: questionFor(user.mark, key), limit: 1 })).recall.map(
        (hit) => hit.memory.key,
      );
    for (const key of [...user.memories.keys()].slice(-SAMPLE)) {
      const holds = await untilHolds(async () => (await found(key))[0] === key, signal);
      report.check('each server recalls what was remembered', holds, () => `${server}, ${user.name}, ${key}`);
    }
    for (const key of lostOf(user).slice(-SAMPLE)) {
      const holds = await untilHolds(async () => !(await found(key)).includes(key), signal);
      report.check('no server recalls what was forgotten', holds, () => `${server}, ${user.name}, ${key}`);
    }
  }
}

const lostOf = ({ memories, forgotten }: User) => [...forgotten].filter((key) => !memories.has(key));

/** The index of each process has what the database has. The processes of Lex don't run any more. */
export async function checkIndexes(
  { cluster: { topology }, report }: Evidence,
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    const { code, stdout, stderr } = await topology.run(name, ['memory', 'check']);
    report.check('the index of each process is as the database', code === 0, () => `${name}: ${stdout}${stderr}`);
  }
}
