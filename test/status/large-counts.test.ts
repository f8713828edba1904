import { graphql } from 'graphql';
import { expect, it } from 'vitest';
import { createSchema } from '../../src/api/schema.ts';

it('a process that has counted more than an Int holds tells its status all the same', async () => {
  const count = 5_000_000_000;
  const use = { hitsInProcess: count, hitsInRedis: count, misses: count };
  const status = {
    queues: [{ name: 'jobs', completed: count, failed: count }],
    cache: { hits: count, ...use, answers: use, values: use },
    requests: { answered: count, failed: count, perSecond: 0, p50Ms: undefined, p99Ms: undefined },
  };
  const source = `{
    status {
      queues { completed failed }
      cache { hits hitsInProcess hitsInRedis misses }
      requests { answered failed keptInProcess keptInRedis made p50Ms }
    }
  }`;
  const contextValue = { status: { current: async () => status } };
  const { data, errors } = await graphql({ schema: createSchema(), source, contextValue });
  expect(errors).toBeUndefined();
  const largest = 2_147_483_647;
  expect(data?.['status']).toEqual({
    queues: [{ completed: largest, failed: largest }],
    cache: { hits: largest, hitsInProcess: largest, hitsInRedis: largest, misses: largest },
    requests: { answered: count, failed: count, keptInProcess: count, keptInRedis: count, made: count, p50Ms: null },
  });
});
