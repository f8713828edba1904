import { expect, it } from 'vitest';
import { ForgetAllDocument, RecallDocument, RememberManyDocument } from '../../src/generated/graphql.ts';
import { startTestServer } from '../support/lex/start-server.ts';

const MOST = 10_000;

it('as many memories as may be are taken at once, and any of them recalled', async () => {
  const { client } = await startTestServer();
  const namespace = 'many';
  const recalled = async (query: string) => (await client.run(RecallDocument, { query, namespace })).recall;
  const input = Array.from({ length: MOST }, (_, index) => ({
    namespace,
    key: `k${index}`,
    content: `note ${index} about the otter number${index}`,
  }));
  const { rememberMany } = await client.run(RememberManyDocument, { input });
  expect(rememberMany.count).toBe(MOST);
  expect(new Set(rememberMany.ids).size).toBe(MOST);
  for (const index of [0, MOST / 2, MOST - 1]) {
    const [hit] = await recalled(`number${index}`);
    expect(hit?.memory).toMatchObject({ id: rememberMany.ids[index], key: `k${index}` });
  }
  expect((await client.run(ForgetAllDocument, { namespace })).forgetAll).toBe(MOST);
  expect(await recalled('otter')).toEqual([]);
});
