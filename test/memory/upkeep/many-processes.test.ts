import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import {
  CheckMemoryDocument,
  JobDocument,
  RebuildMemoryDocument,
  RecallDocument,
  RememberDocument,
  StatusDocument,
} from '../../../src/generated/graphql.ts';
import type { GraphqlClient } from '../../support/clients/graphql-client.ts';
import { clusterTests } from '../../support/lex/cluster.ts';
import { runLex } from '../../support/lex/lex-process.ts';
import { query } from '../../support/servers/start-postgres.ts';

const startCluster = clusterTests({ sharesRedis: true });

/** What came of a job. */
async function resultOf(client: GraphqlClient, id: string): Promise<unknown> {
  let result: unknown;
  await expect
    .poll(async () => {
      const { job } = await client.run(JobDocument, { id });
      result = job?.result;
      return job?.state;
    })
    .toBe('COMPLETED');
  return result;
}

it('the process that is asked checks and rebuilds its own index, whoever runs the job, or all do', async () => {
  const { environment, startNode } = await startCluster();
  const serving = await startNode('serve');
  const other = await startNode('all');
  const { client } = serving;
  await client.run(RememberDocument, { input: { key: 'a', content: 'an otter' } });
  await client.run(RecallDocument, { query: 'otter', limit: 1 });
  expect((await other.client.run(StatusDocument, {})).status.memory.items).toBe(0);
  // What differs from now on is in the index of the process that serves alone.
  await query(environment['DATABASE_URL'] ?? '', `UPDATE "Memory" SET "content" = 'a heron'`);
  const check = async (processes: 'ASKED' | 'ALL', asked = client) =>
    resultOf(asked, (await asked.run(CheckMemoryDocument, { processes })).checkMemory.id);
  expect(await check('ASKED')).toMatchObject({ checked: 1, different: 1, processes: [{ role: 'serve' }] });
  expect(await check('ALL', other.client)).toMatchObject({
    checked: 1,
    different: 1,
    differences: [{ key: 'a', differs: ['content'], process: expect.stringContaining(hostname()) }],
    processes: expect.arrayContaining([
      expect.objectContaining({ role: 'serve', partitions: 1 }),
      expect.objectContaining({ role: 'all', partitions: 0 }),
    ]),
  });
  expect(await check('ASKED', other.client)).toMatchObject({ different: 0, processes: [{ role: 'all' }] });
  const { rebuildMemory } = await other.client.run(RebuildMemoryDocument, { processes: 'ALL' });
  expect(await resultOf(other.client, rebuildMemory.id)).toMatchObject({ rebuilt: true, partitions: 2 });
  const { code, stdout } = await runLex(['memory', 'check', '--all-processes', '--url', `${serving.lex.url}/graphql`]);
  expect(stdout).toMatch(/^\S+:\d+: done for 1 user .*\n\S+:\d+: done for 1 user .*\nThe index has all 2 memories/);
  expect(code).toBe(0);
});
