import { beforeAll, expect, it } from 'vitest';
import { RecallDocument, RememberDocument, RememberManyDocument, UsageDocument } from '../../src/generated/graphql.ts';
import { createVectorStore } from '../../src/memory/vectors/vector-store.ts';
import { startServerWithProvider, type TestServer } from '../support/lex/start-server.ts';
import type { FakeProvider } from '../support/models/fake-provider.ts';

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({
    LEX_EMBEDDING_MODEL: 'compatible/embed',
    LEX_DAILY_TOKENS_PER_USER: '400',
  }));
});

const asked = () => provider.requests.filter(({ path }) => path.endsWith('/embeddings')).length;
const usage = async () => (await lex.client.run(UsageDocument, {})).usage;
const jobs = () => lex.database.prisma.job.findMany({ where: { kind: 'EMBED_MEMORIES' }, orderBy: { number: 'desc' } });

it('vectors count as their provider says, and stop with the tokens of the day: recall goes by words then', async () => {
  await lex.client.run(RememberDocument, { input: { key: 'boat', content: 'Mia has a boat.' } });
  await expect
    .poll(async () => (await usage()).used)
    .toMatchObject([{ model: 'compatible/embed', use: 'EMBEDDING', calls: 1, outputTokens: 0 }]);
  const { used, today } = await usage();
  expect([used[0]?.inputTokens, today.gone]).toEqual([1, 1]);

  const many = Array.from({ length: 60 }, (_, at) => ({ key: `word ${at}`, content: `Word ${at} of a long list.` }));
  await lex.client.run(RememberManyDocument, { input: many });
  await expect.poll(async () => (await jobs())[0]).toMatchObject({ state: 'FAILED', errorCode: 'BUDGET_EXCEEDED' });
  const before = asked();
  await lex.database.pool.query('UPDATE "TokenDay" SET "gone" = 400');
  const { recall } = await lex.client.run(RecallDocument, { query: 'Where is the boat?' });
  expect(recall[0]?.memory.content).toBe('Mia has a boat.');
  expect(asked()).toBe(before);
});

it('no job for vectors is begun again on a day whose tokens are gone', async () => {
  const vectors = createVectorStore(lex.database);
  const [job] = await jobs();
  await lex.database.pool.query(
    `UPDATE "Job" SET "finishedAt" = date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' WHERE "id" = $1`,
    [job?.id],
  );
  expect(await vectors.addJobs('compatible/embed', { pauseMs: 0 })).toEqual([]);
  await lex.database.pool.query(`UPDATE "Job" SET "finishedAt" = "finishedAt" - interval '1 second' WHERE "id" = $1`, [
    job?.id,
  ]);
  // The server looks by itself, too: whoever comes first adds it.
  await vectors.addJobs('compatible/embed', { pauseMs: 0 });
  const [again] = await jobs();
  expect(again?.number).toBeGreaterThan(job?.number ?? 0n);
});
