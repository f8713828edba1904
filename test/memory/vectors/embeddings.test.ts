import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ChatDocument,
  ExplainRecallDocument,
  ForgetDocument,
  JobsDocument,
  RecallDocument,
  RememberDocument,
  RememberManyDocument,
  RetryJobDocument,
} from '../../../src/generated/graphql.ts';
import { encodeGlobalId } from '../../../src/global-id.ts';
import { GraphqlClient } from '../../support/clients/graphql-client.ts';
import { freePort } from '../../support/free-port.ts';
import { dataDirectory } from '../../support/lex/data-directory.ts';
import { startLex } from '../../support/lex/lex-process.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { type FakeProvider, startFakeProvider } from '../../support/models/fake-provider.ts';

let provider: FakeProvider;
let lex: TestServer;
beforeAll(async () => {
  provider = await startFakeProvider();
  lex = await startTestServer(environment('one'));
});
afterAll(() => provider.close());

const environment = (model: string) => ({
  LEX_EMBEDDING_MODEL: `compatible/${model}`,
  COMPATIBLE_BASE_URL: provider.url,
});

const embeddingJobs = async (server = lex) =>
  (await server.client.run(JobsDocument, { first: 50, kind: 'EMBED_MEMORIES' })).jobs.edges.map(({ node }) => node);

/** Waits until every memory has been asked a vector for, and no job is open. */
async function embedded(server = lex, model = 'one'): Promise<void> {
  await expect
    .poll(
      async () => {
        const lacking = await server.database.prisma.memory.count({
          where: { OR: [{ embeddedBy: null }, { embeddedBy: { not: `compatible/${model}` } }] },
        });
        const jobs = await embeddingJobs(server);
        return lacking === 0 && jobs.every(({ state }) => state === 'COMPLETED');
      },
      { interval: 50 },
    )
    .toBe(true);
}

async function remember(namespace: string, ...contents: string[]): Promise<void> {
  await lex.client.run(RememberManyDocument, { input: contents.map((content) => ({ content, namespace })) });
}

const recall = async (namespace: string, query: string, server = lex) =>
  (await server.client.run(RecallDocument, { namespace, query, limit: 10 })).recall;

describe('memories with an embedding model', () => {
  it('are found by what they mean, and the reasons say so', async () => {
    await remember('meaning', 'my automobile is blue', 'the feline sleeps all day', 'bread at the bakery');
    await embedded();
    const [best, ...others] = await recall('meaning', 'which car');
    expect(best?.memory.content).toBe('my automobile is blue');
    expect(best?.reasons).toEqual(['similar in meaning']);
    expect(others.map(({ memory }) => memory.content)).not.toContain('bread at the bakery');
  });

  it('come first when both their words and their meaning match', async () => {
    await remember('both', 'the car is in the garage', 'an automobile stands outside', 'a garage in the hills');
    await embedded();
    const [best] = await recall('both', 'car garage');
    expect(best?.memory.content).toBe('the car is in the garage');
    expect(best?.reasons).toEqual(['car', 'garage', 'similar in meaning']);
  });

  it('are explained with ranks and similarity that make up the score', async () => {
    await remember('explained', 'the feline plays', 'a cat on the roof', 'the roof leaks');
    await embedded();
    const { explainRecall } = await lex.client.run(ExplainRecallDocument, {
      namespace: 'explained',
      query: 'cat on roof',
    });
    const hits = await recall('explained', 'cat on roof');
    expect(explainRecall.map(({ memory, score }) => [memory.id, score])).toEqual(
      hits.map(({ memory, score }) => [memory.id, score]),
    );
    for (const {
      score,
      wordRank,
      wordScore,
      similarityRank,
      words,
      beside,
      phrases,
      likeness,
      factors,
    } of explainRecall) {
      const ranks = [wordRank, similarityRank].flatMap((rank) => (rank == null ? [] : 1 / (60 + rank)));
      expect(score).toBeCloseTo(
        ranks.reduce((a, b) => a + b, 0),
        9,
      );
      const sum = words.reduce((total, word) => total + word.score, beside + phrases + likeness);
      const { asking, heading, group, time, recency } = factors;
      expect(wordScore).toBeCloseTo(sum * asking * heading * group * time * recency, 9);
    }
    const feline = explainRecall.find(({ memory }) => memory.content === 'the feline plays');
    expect(feline).toMatchObject({ wordRank: null, wordScore: 0, words: [] });
    expect(feline?.similarity).toBeGreaterThan(0.25);
    expect(explainRecall[0]).toMatchObject({ wordRank: 1, similarityRank: 1 });
  });

  it('are given vectors in a job with progress that their owner sees', async () => {
    await remember('jobs', 'one more memory');
    await embedded();
    const [job] = await embeddingJobs();
    expect(job).toMatchObject({ state: 'COMPLETED', progress: 100, result: { refused: 0 } });
  });

  it('are never of somebody else', async () => {
    const { prisma } = lex.database;
    const owner = await prisma.user.create({ data: { id: randomUUID(), name: 'Somebody else' } });
    const [{ before } = { before: 0n }] = await prisma.$queryRaw<{ before: bigint }[]>`
      SELECT "before" FROM "nextMemoryNumbers"(${owner.id}::uuid, 1)`;
    await prisma.memory.create({
      data: {
        id: randomUUID(),
        sequence: before + 1n,
        ownerId: owner.id,
        namespace: 'private',
        key: 'a',
        content: 'her surgeon',
      },
    });
    await remember('private', 'nothing of that kind');
    await embedded();
    expect(await prisma.memoryVector.count({ where: { memory: { ownerId: owner.id } } })).toBe(1);
    expect((await recall('private', 'physician')).map(({ memory }) => memory.content)).not.toContain('her surgeon');
    expect(await prisma.job.count({ where: { ownerId: owner.id, kind: 'EMBED_MEMORIES', state: 'COMPLETED' } })).toBe(
      1,
    );
  });

  it('lose their vector with their content and when they are forgotten', async () => {
    const { client, database } = lex;
    const vectors = () => database.prisma.memoryVector.count({ where: { memory: { namespace: 'change' } } });
    await client.run(RememberDocument, { input: { namespace: 'change', key: 'k', content: 'the doctor called' } });
    await embedded();
    expect(await vectors()).toBe(1);
    provider.embedWith({ kind: 'hang' });
    await client.run(RememberDocument, { input: { namespace: 'change', key: 'k', content: 'waves on the beach' } });
    expect(await vectors()).toBe(0);
    provider.embedWith({ kind: 'vectors' });
    await client.run(ForgetDocument, { namespace: 'change', key: 'k' });
    expect(await recall('change', 'physician')).toEqual([]);
  });

  it('keep the vector when the same is remembered again', async () => {
    const { client, database } = lex;
    await client.run(RememberDocument, { input: { namespace: 'again', key: 'k', content: 'the ocean at night' } });
    await expect.poll(() => database.prisma.memoryVector.count({ where: { memory: { namespace: 'again' } } })).toBe(1);
    await client.run(RememberDocument, { input: { namespace: 'again', key: 'k', content: 'the ocean at night' } });
    expect(await database.prisma.memoryVector.count({ where: { memory: { namespace: 'again' } } })).toBe(1);
    expect((await recall('again', 'sea')).map(({ reasons }) => reasons)).toEqual([['similar in meaning']]);
  });
});

describe('an embedding model that is slow or down', () => {
  it.each([
    ['hangs', { kind: 'hang' }],
    ['refuses', { kind: 'status', status: 500 }],
    ['answers with something else', { kind: 'page' }],
  ] as const)('leaves recall its words when it %s', async (_, answer) => {
    await remember(`down-${answer.kind}`, 'the clinic is closed');
    provider.embedWith(answer);
    const hits = await recall(`down-${answer.kind}`, `clinic ${answer.kind}`);
    provider.embedWith({ kind: 'vectors' });
    expect(hits.map(({ reasons }) => reasons)).toEqual([['clinic']]);
  });

  it('does not hold up a reply', async () => {
    provider.embedWith({ kind: 'hang' });
    const { chat } = await lex.client.run(ChatDocument, { input: { message: 'What is the time?', waitMs: 10_000 } });
    provider.embedWith({ kind: 'vectors' });
    expect(chat.reply.state).toBe('COMPLETED');
  });
});

describe('the job that makes vectors', () => {
  it('is one at a time for each owner, whoever adds it', async () => {
    const { prisma } = lex.database;
    const owner = await prisma.user.create({ data: { id: randomUUID(), name: 'Busy' } });
    const add = () =>
      prisma.job.create({
        data: {
          id: randomUUID(),
          ownerId: owner.id,
          kind: 'EMBED_MEMORIES',
          input: {},
          state: 'ACTIVE',
          attempts: 1,
          attemptLimit: 1,
        },
      });
    const added = await Promise.allSettled([add(), add()]);
    expect(added.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is not retried while another one is open', async () => {
    const { prisma } = lex.database;
    const job = (state: 'FAILED' | 'DELAYED') =>
      prisma.job.create({
        data: {
          id: randomUUID(),
          ownerId: lex.server.app.viewer.id,
          kind: 'CHECK_MEMORY',
          input: {},
          state,
          attempts: 3,
        },
      });
    const failed = await job('FAILED');
    const open = await job('DELAYED');
    const id = encodeGlobalId('Job', failed.id);
    await expect(lex.client.run(RetryJobDocument, { id })).rejects.toMatchObject({ code: 'CONFLICT' });
    await prisma.job.delete({ where: { id: open.id } });
    await lex.client.run(RetryJobDocument, { id });
  });

  it('passes over a text that the model refuses, which words still find', async () => {
    const other = await startTestServer(environment('one'));
    provider.embedWith({ kind: 'refuse-text', having: 'poison' });
    const contents = ['my automobile', 'poison ivy', 'a cat'];
    await other.client.run(RememberManyDocument, { input: contents.map((content) => ({ content })) });
    await embedded(other);
    const [job] = await embeddingJobs(other);
    expect(job?.result).toEqual({ embedded: 2, refused: 1 });
    provider.embedWith({ kind: 'vectors' });
    expect((await recall('default', 'poison', other)).map(({ memory }) => memory.content)).toEqual(['poison ivy']);
    expect((await recall('default', 'car', other)).map(({ memory }) => memory.content)).toEqual(['my automobile']);
  });

  it('fails with what can be done about it, and leaves memories as they are', async () => {
    const other = await startTestServer(environment('one'));
    provider.embedWith({ kind: 'status', status: 401 });
    await other.client.run(RememberDocument, { input: { content: 'my automobile' } });
    await expect
      .poll(async () => (await embeddingJobs(other)).map(({ state, error }) => [state, error]))
      .toEqual([['FAILED', expect.stringContaining('check COMPATIBLE_API_KEY')]]);
    provider.embedWith({ kind: 'vectors' });
    expect((await recall('default', 'automobile', other)).map(({ reasons }) => reasons)).toEqual([['automobile']]);
  });

  const memories = Array.from({ length: 300 }, (_, n) => ({ content: `automobile number ${n}` }));

  it('goes on after kill -9 with what is left, and begins again with another model', async () => {
    const dataDir = await dataDirectory();
    const port = await freePort();
    const settings = { ...environment('one'), LEX_DATA_DIR: dataDir, PORT: port };
    // The first two batches are answered, and then nothing any more.
    provider.embedWith({ kind: 'vectors' }, { kind: 'vectors' }, { kind: 'hang' });
    const first = await startLex(settings);
    const client = new GraphqlClient(first.url);
    // The first batch may be asked for before the client hears that its memories are kept.
    const before = provider.requests.length;
    await client.run(RememberManyDocument, { input: memories });
    await provider.until(() => asked(before).length > 128);
    first.kill('SIGKILL');
    await first.exited;
    provider.embedWith({ kind: 'vectors' });
    const resumed = provider.requests.length;
    const second = await startLex(settings);
    await allCompleted(client);
    // Of 300, 128 were stored before.
    expect(asked(resumed).length).toBe(172);
    expect(await meaningOnly(client)).toBe(true);
    second.kill('SIGTERM');
    await second.exited;

    provider.embedWith({ kind: 'hang' });
    const changing = provider.requests.length;
    const changed = await startLex({ ...settings, ...environment('two') });
    // Vectors of the first model are there, and can't be compared with a query's of the second.
    expect(await meaningOnly(client)).toBe(false);
    const { recall } = await client.run(RecallDocument, { query: 'number 7', limit: 1 });
    expect(recall.map(({ reasons }) => reasons)).toEqual([['number', '7']]);
    // What it asks for is counted here, and not with what the next process asks for.
    await provider.until(() => asked(changing).length >= 64);
    changed.kill('SIGKILL');
    await changed.exited;
    provider.embedWith({ kind: 'vectors' });
    const again = provider.requests.length;
    await startLex({ ...settings, ...environment('two') });
    await expect.poll(() => asked(again).length).toBe(300);
    await allCompleted(client);
    expect(await meaningOnly(client)).toBe(true);
  });

  /** Memories of this test that were sent to the provider since; the server of the tests before may send its own. */
  const asked = (since: number) =>
    provider.requests.slice(since).flatMap(({ path, body }) => {
      if (!path.endsWith('/embeddings') || typeof body !== 'object' || body === null || !('input' in body)) return [];
      return Array.isArray(body.input)
        ? body.input.filter((text) => memories.some((each) => each.content === text))
        : [];
    });

  const allCompleted = (client: GraphqlClient) =>
    expect
      .poll(
        async () => {
          const { jobs } = await client.run(JobsDocument, { first: 10, kind: 'EMBED_MEMORIES' });
          return jobs.edges.length > 0 && jobs.edges.every(({ node }) => node.state === 'COMPLETED');
        },
        { interval: 100 },
      )
      .toBe(true);

  /** Whether a word that no memory holds brings some back. */
  const meaningOnly = async (client: GraphqlClient) =>
    (await client.run(RecallDocument, { query: 'vehicle', limit: 5 })).recall.length > 0;
});
