import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  ChatDocument,
  JobProgressDocument,
  MemoryDocument,
  MessageDocument,
  RecallDocument,
  RememberDocument,
  ReplyStreamDocument,
  StatusDocument,
  SummarizeConversationDocument,
} from '../../../src/generated/graphql.ts';
import { GraphqlClient, GraphqlRefusal } from '../../support/clients/graphql-client.ts';
import { collect, SubscriptionClient } from '../../support/clients/subscription-client.ts';
import { type LexServer, runLex, startLex } from '../../support/lex/lex-process.ts';
import { startFakeProvider } from '../../support/models/fake-provider.ts';
import { ownServer } from '../../support/servers/own-server.ts';
import { query, startPostgres, type TestPostgres, whyNoPostgres } from '../../support/servers/start-postgres.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const missing = whyNoPostgres();
let postgres: TestPostgres;
beforeAll(async () => {
  if (missing === undefined) postgres = await startPostgres();
});
afterAll(async () => {
  if (missing === undefined) await postgres.close();
});
beforeEach(({ skip }) => skip(missing !== undefined, missing));

async function settings(): Promise<{ DATABASE_URL: string; LEX_DATA_DIR: string }> {
  return { DATABASE_URL: await postgres.createDatabase(), LEX_DATA_DIR: await temporaryDirectory() };
}

async function migrated() {
  const environment = await settings();
  expect(await runLex(['migrate'], environment)).toMatchObject({ code: 0 });
  return environment;
}

function socketTo(lex: LexServer): SubscriptionClient {
  const socket = new SubscriptionClient(lex.url);
  onTestFinished(() => socket.close());
  return socket;
}

describe('on PostgreSQL', () => {
  it('`lex migrate` prepares an empty database, once', async () => {
    const environment = await settings();
    const other = { ...environment, LEX_DATA_DIR: await temporaryDirectory() };
    const first = await runLex(['migrate'], environment);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^applied \d{14}_init\n/);
    expect(await runLex(['migrate'], other)).toMatchObject({ code: 0, stdout: 'The database is up to date.\n' });
  });

  it('a server on a database that lacks migrations says what to do, and leaves it empty', async () => {
    const environment = await settings();
    const { code, stdout, stderr } = await runLex(['serve'], { PORT: '0', ...environment });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^lex: The database lacks (a migration|\d+ migrations): run `lex migrate` first\.\n$/);
    const tables = `SELECT * FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`;
    expect(await query(environment.DATABASE_URL, tables)).toEqual([]);
  });

  it('replies, runs jobs, remembers and tells how it is', async () => {
    const environment = await migrated();
    const lex = await startLex(environment);
    const client = new GraphqlClient(lex.url);
    const { status } = await client.run(StatusDocument, {});
    expect(status).toMatchObject({ state: 'UP', mode: 'SCALED' });

    const { chat } = await client.run(ChatDocument, { input: { message: 'what is 6 times 7?' } });
    const events = await collect(socketTo(lex).run(ReplyStreamDocument, { messageId: chat.reply.id }));
    const text = events.map(({ replyStream }) => replyStream.text ?? '').join('');
    expect(text).toContain('42');
    expect(events.at(-1)?.replyStream).toMatchObject({ kind: 'COMPLETED', message: { content: text } });

    const { summarizeConversation } = await client.run(SummarizeConversationDocument, {
      conversationId: chat.conversation.id,
    });
    const changes = await collect(socketTo(lex).run(JobProgressDocument, { id: summarizeConversation.id }));
    expect(changes.at(-1)?.jobProgress).toMatchObject({ state: 'COMPLETED', progress: 100, result: { messages: 2 } });

    const input = { key: 'bike', content: 'My bike is red.', tags: ['things'], metadata: { wheels: 2 } };
    await client.run(RememberDocument, { input });
    const { recall } = await client.run(RecallDocument, { query: 'the colour of my bike' });
    expect(recall[0]?.memory).toMatchObject(input);

    lex.kill('SIGTERM');
    expect(await lex.exited).toEqual({ code: 0, signal: null });
    // Nothing but the database knows it now: the next process has another directory.
    const next = await startLex({ ...environment, LEX_DATA_DIR: await temporaryDirectory() });
    const again = new GraphqlClient(next.url);
    expect((await again.run(MessageDocument, { id: chat.reply.id })).message).toMatchObject({ content: text });
    expect((await again.run(RecallDocument, { query: 'bike' })).recall[0]?.memory).toMatchObject(input);
  });

  it('a second process is refused while the first one lives, and takes over when it was killed', async () => {
    const environment = await migrated();
    const lex = await startLex(environment);
    const other = { ...environment, PORT: '0', LEX_DATA_DIR: await temporaryDirectory() };
    for (const command of ['serve', 'work', 'migrate']) {
      const { code, stderr } = await runLex([command], other);
      expect({ command, code }).toEqual({ command, code: 1 });
      expect(stderr).toBe(
        'lex: Another process of Lex uses this database. More than one process needs REDIS_URL as well.\n',
      );
    }
    lex.kill('SIGKILL');
    await lex.exited;
    await startLex(other);
  });
});

describe('when PostgreSQL goes away and comes back', () => {
  it('requests are refused as UNAVAILABLE meanwhile, and the server goes on by itself', async ({ skip }) => {
    const server = ownServer(postgres, skip);
    const lex = await startLex(await migrated());
    const client = new GraphqlClient(lex.url);
    await client.run(RememberDocument, { input: { key: 'bike', content: 'My bike is red.' } });
    const socket = socketTo(lex);
    await server.stop();

    const refusals = await Promise.all(
      [
        client.run(ChatDocument, { input: { message: 'Hello' } }),
        client.run(MemoryDocument, { key: 'bike' }),
        client.run(RememberDocument, { input: { key: 'boat', content: 'My boat is blue.' } }),
      ].map((call) => call.catch((error: unknown) => error)),
    );
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(GraphqlRefusal);
      expect(refusal).toMatchObject({ code: 'UNAVAILABLE' });
    }
    expect((await fetch(`${lex.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${lex.url}/health/ready`)).status).toBe(503);

    await server.start();
    await vi.waitFor(async () => expect((await fetch(`${lex.url}/health/ready`)).status).toBe(200), { interval: 100 });
    expect((await client.run(MemoryDocument, { key: 'bike' })).memory?.content).toBe('My bike is red.');
    const { chat } = await client.run(ChatDocument, { input: { message: 'what is 6 times 7?' } });
    const events = await collect(socket.run(ReplyStreamDocument, { messageId: chat.reply.id }));
    expect(events.at(-1)?.replyStream).toMatchObject({ kind: 'COMPLETED' });
    lex.kill('SIGTERM');
    expect(await lex.exited).toEqual({ code: 0, signal: null });
    expect(lex.stderr).not.toContain('an error that nobody handled');
  });

  it('requests wait while it is paused for seconds, the status says so, then they are answered', async ({ skip }) => {
    const server = ownServer(postgres, skip);
    const lex = await startLex(await migrated());
    const client = new GraphqlClient(lex.url);
    await client.run(RememberDocument, { input: { key: 'bike', content: 'My bike is red.' } });
    await server.pause();
    const asked = Array.from({ length: 30 }, () => client.run(MemoryDocument, { key: 'bike' }));
    await vi.waitFor(async () => expect((await fetch(`${lex.url}/health/ready`)).status).toBe(503), { interval: 200 });
    expect((await fetch(`${lex.url}/health/live`)).status).toBe(200);
    await server.resume();
    const answers = await Promise.allSettled(asked);
    for (const answer of answers) {
      // Those that found no connection within its time were told so.
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'UNAVAILABLE' });
      else expect(answer.value.memory?.content).toBe('My bike is red.');
    }
    expect(answers.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
    expect((await client.run(MemoryDocument, { key: 'bike' })).memory?.content).toBe('My bike is red.');
    await vi.waitFor(async () => expect((await fetch(`${lex.url}/health/ready`)).status).toBe(200));
  });

  it('the status and the metrics answer while it stands still, and say what did not', async ({ skip }) => {
    const server = ownServer(postgres, skip);
    const lex = await startLex(await migrated());
    const client = new GraphqlClient(lex.url);
    const read = async (path: string) =>
      (await fetch(`${lex.url}${path}`, { signal: AbortSignal.timeout(30_000) })).text();
    expect(await read('/metrics')).toMatch(/^lex_queue_jobs\{state="waiting"\} 0$/m);
    await server.pause();
    try {
      // Whatever asks does so while it stands still: it goes on only when all have been answered.
      const down = async () => expect((await client.run(StatusDocument, {})).status.state).toBe('DOWN');
      await vi.waitFor(down, { timeout: 120_000, interval: 100 });
      const { status } = await client.run(StatusDocument, {});
      const told = async () => expect(await read('/metrics')).toContain('lex_component_up{component="database"} 0\n');
      await vi.waitFor(told);
      const metrics = await read('/metrics');
      expect(status.queues).toEqual([]);
      for (const name of ['database', 'queue']) {
        const component = status.components.find((each) => each.name === name);
        expect(component).toMatchObject({ state: 'DOWN', detail: expect.stringMatching(/no answer|timeout/) });
        expect(metrics).toContain(`lex_component_up{component="${name}"} 0\n`);
      }
      expect(metrics).not.toMatch(/^lex_queue_jobs\{/m);
      expect(metrics).toMatch(/^lex_queue_oldest_wait_seconds nan$/im);
      // However often it is asked, it leaves connections to those who have something else to ask.
      const asked = Array.from({ length: 6 }, () => read('/metrics'));
      expect(await Promise.all(asked)).toHaveLength(6);
    } finally {
      await server.resume();
    }
    const up = async () => expect((await client.run(StatusDocument, {})).status).toMatchObject({ state: 'UP' });
    await vi.waitFor(up, { timeout: 120_000, interval: 100 });
    await vi.waitFor(
      async () => expect(await read('/metrics')).toMatch(/^lex_queue_jobs\{state="waiting"\} 0$/m),
      15_000,
    );
  });

  it('requests to one paused for long are refused as UNAVAILABLE, and those after it are answered', async ({
    skip,
  }) => {
    const server = ownServer(postgres, skip);
    const environment = await migrated();
    // As long as by default, but for the patience of this test.
    const lex = await startLex({ ...environment, DATABASE_URL: `${environment.DATABASE_URL}?query_timeout=2000` });
    const client = new GraphqlClient(lex.url);
    await client.run(RememberDocument, { input: { key: 'bike', content: 'My bike is red.' } });
    await server.pause();
    try {
      const asked = Array.from({ length: 30 }, () => client.run(MemoryDocument, { key: 'bike' }));
      for (const answer of await Promise.allSettled(asked)) {
        expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE' } });
      }
    } finally {
      await server.resume();
    }
    await vi.waitFor(async () => {
      expect((await client.run(MemoryDocument, { key: 'bike' })).memory?.content).toBe('My bike is red.');
    });
    const { chat } = await client.run(ChatDocument, { input: { message: 'what is 6 times 7?', waitMs: 20_000 } });
    expect(chat.reply).toMatchObject({ state: 'COMPLETED' });
  });

  it('requests that find no connection free are refused as UNAVAILABLE, later ones are answered', async () => {
    const environment = await migrated();
    const lex = await startLex({ ...environment, DATABASE_POOL_SIZE: '6' });
    const client = new GraphqlClient(lex.url);
    await client.run(RememberDocument, { input: { key: 'bike', content: 'My bike is red.' } });
    const holder = new pg.Client({ connectionString: environment.DATABASE_URL });
    await holder.connect();
    onTestFinished(() => holder.end());
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE "Memory" IN ACCESS EXCLUSIVE MODE');
    const asked = Array.from({ length: 30 }, () =>
      client.run(MemoryDocument, { key: 'bike' }).then(
        () => 'answered',
        (error: unknown) => (error instanceof GraphqlRefusal ? error.code : error),
      ),
    );
    // Those that hold the connections wait on; the others are told, instead of waiting behind them.
    expect(await Promise.race(asked)).toBe('UNAVAILABLE');
    await holder.query('ROLLBACK');
    const ends = await Promise.all(asked);
    expect(ends.filter((end) => end === 'answered').length).toBeGreaterThanOrEqual(1);
    expect(new Set(ends)).toEqual(new Set(['answered', 'UNAVAILABLE']));
    expect((await client.run(MemoryDocument, { key: 'bike' })).memory?.content).toBe('My bike is red.');
  });

  it('a reply that was being written meanwhile is written once it is back', async ({ skip }) => {
    const server = ownServer(postgres, skip);
    const provider = await startFakeProvider();
    onTestFinished(() => provider.close());
    provider.hold();
    const model = { LEX_MODEL: 'compatible/fake', COMPATIBLE_BASE_URL: provider.url };
    const lex = await startLex({ ...(await migrated()), ...model });
    const client = new GraphqlClient(lex.url);
    const { chat } = await client.run(ChatDocument, { input: { message: 'Hello' } });
    await provider.until(() => provider.openStreams === 1);
    await server.stop();
    provider.releaseAll();
    await lex.printed(/a job could not be handled/);
    await server.start();
    await vi.waitFor(
      async () => {
        const { message } = await client.run(MessageDocument, { id: chat.reply.id });
        expect(message).toMatchObject({ state: 'COMPLETED', content: 'Hello from the fake provider.' });
      },
      { interval: 100 },
    );
  });
});
