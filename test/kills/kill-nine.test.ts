import { existsSync, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import {
  ConversationsDocument,
  JobsDocument,
  MessageDocument,
  ReplyStreamDocument,
  type ReplyStreamSubscription,
  StatusDocument,
  UpdateViewerDocument,
} from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { collect, SubscriptionClient, until } from '../support/clients/subscription-client.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { type LexServer, spawnLex, startLex } from '../support/lex/lex-process.ts';
import { type FakeProvider, startFakeProvider } from '../support/models/fake-provider.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { Ledger } from './ledger.ts';

type ReplyEvent = ReplyStreamSubscription['replyStream'];

const SLOW = 'compatible/slow';
const PIECES = Array.from({ length: 400 }, (_, index) => `word${index} `);

async function slowProvider(): Promise<FakeProvider> {
  const provider = await startFakeProvider();
  onTestFinished(() => provider.close());
  provider.answerWith({ kind: 'text', pieces: PIECES });
  return provider;
}

/** A job that asks the provider for facts would take the pieces that a reply waits for. */
async function withoutDrawing(lex: LexServer): Promise<void> {
  await new GraphqlClient(lex.url).run(UpdateViewerDocument, { drawsMemories: false });
}

async function emptyDatabase(): Promise<string> {
  const dataDir = await dataDirectory();
  return dataDir;
}

async function kill(lex: LexServer): Promise<void> {
  lex.kill('SIGKILL');
  await lex.exited;
}

/** Talks and remembers until the server is gone. */
async function talk(ledger: Ledger, name: string, model: string): Promise<void> {
  let conversationId: string | null = null;
  try {
    for (let n = 0; ; n++) {
      const chat = await ledger.chat(`remember that parcel${name}n${n} is blue`, model, n % 3 ? conversationId : null);
      conversationId = chat.conversationId;
      await ledger.remember(`crate${name}n${n}`, `The crate${name}n${n} is on shelf ${n}`);
      const many = ['a', 'b', 'c'].map((each) => `box${name}n${n}${each}`);
      await ledger.rememberMany(many.map((key) => ({ key, content: `The ${key} is behind door ${n}` })));
    }
  } catch (error) {
    // It was killed in the middle of a call.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** Reads a reply until its server dies. */
async function readWhileItLasts(stream: AsyncIterable<{ replyStream: ReplyEvent }>, seen: ReplyEvent[]): Promise<void> {
  try {
    for await (const { replyStream } of stream) seen.push(replyStream);
  } catch (error) {
    if (!(typeof error === 'object' && error !== null && 'code' in error)) throw error;
  }
}

it('loses and doubles nothing that it acknowledged, killed ten times while it works', async () => {
  const provider = await slowProvider();
  const environment = { LEX_DATA_DIR: await emptyDatabase(), COMPATIBLE_BASE_URL: provider.url };
  const ledger = new Ledger();
  let lex = await startLex(environment);
  ledger.connect(lex.url);
  await withoutDrawing(lex);
  for (let round = 0; round < 10; round++) {
    const before = ledger.chats.length;
    provider.hold();
    const socket = new SubscriptionClient(lex.url);
    const followed = await ledger.chat('tell me something long', SLOW);
    const stream = socket.run(ReplyStreamDocument, { messageId: followed.replyId });
    const seen: ReplyEvent[] = [];
    const trickle = setInterval(() => provider.release(2), 20);
    const clients = [
      talk(ledger, `r${round}x`, 'local/lex'),
      talk(ledger, `r${round}y`, 'local/lex'),
      talk(ledger, `r${round}z`, SLOW),
    ];
    seen.push((await until(stream, ({ replyStream }) => replyStream.kind === 'DELTA')).replyStream);
    const reading = readWhileItLasts(stream, seen);
    await sleep(Math.random() * 600);
    await kill(lex);
    clearInterval(trickle);
    provider.releaseAll();
    await Promise.all([...clients, reading]);
    await socket.close();

    lex = await startLex(environment);
    ledger.connect(lex.url);
    await ledger.sendAgain();
    const next = new SubscriptionClient(lex.url);
    const resumed = await collect(
      next.run(ReplyStreamDocument, { messageId: followed.replyId, after: seen.at(-1)?.cursor ?? null }),
    );
    await next.close();
    expect(resumed[0]?.replyStream.kind).toBe('RESTARTED');
    expect(resumed.map(({ replyStream }) => replyStream.text ?? '').join('')).toBe(PIECES.join(''));
    expect(resumed.at(-1)?.replyStream).toMatchObject({ kind: 'COMPLETED', message: { content: PIECES.join('') } });
    const ofThisRound = ledger.chats.slice(before);
    await ledger.expectEveryReplyToEnd(ofThisRound);
    await ledger.expectToBeStored(ofThisRound);
    await ledger.expectToBeRemembered([...ledger.memories.keys()].filter((key) => key.includes(`r${round}`)));
  }

  await ledger.expectEveryReplyToEnd();
  await ledger.expectToBeStored();
  await ledger.expectToBeRemembered();
  const client = new GraphqlClient(lex.url);
  const count = async (state?: 'WAITING' | 'DELAYED' | 'ACTIVE') =>
    (await client.run(JobsDocument, { first: 1, kind: 'REPLY', ...(state ? { state } : {}) })).jobs.totalCount;
  expect(await count()).toBe(ledger.chats.length);
  expect([await count('WAITING'), await count('DELAYED'), await count('ACTIVE')]).toEqual([0, 0, 0]);
  const { conversations } = await client.run(ConversationsDocument, { first: 1 });
  expect(conversations.totalCount).toBe(new Set(ledger.chats.map((chat) => chat.conversationId)).size);
  // What is kept as jobs end is what can be counted.
  const ended = async (state: 'COMPLETED' | 'FAILED') =>
    (await client.run(JobsDocument, { first: 1, state })).jobs.totalCount;
  await expect
    .poll(async () => {
      const { completed, failed } = (await client.run(StatusDocument, {})).status.queues[0] ?? {};
      return [(completed ?? 0) - (await ended('COMPLETED')), (failed ?? 0) - (await ended('FAILED'))];
    })
    .toEqual([0, 0]);
});

it('gives up a reply whose process died three times in the middle, and says so', async () => {
  const provider = await slowProvider();
  const environment = { LEX_DATA_DIR: await emptyDatabase(), COMPATIBLE_BASE_URL: provider.url };
  const ledger = new Ledger();
  provider.hold();
  let replyId: string | undefined;
  for (let attempt = 1; attempt <= 3; attempt++) {
    const lex = await startLex(environment);
    ledger.connect(lex.url);
    await withoutDrawing(lex);
    replyId ??= (await ledger.chat('tell me something long', SLOW)).replyId;
    provider.release(1);
    const socket = new SubscriptionClient(lex.url);
    const first = await until(
      socket.run(ReplyStreamDocument, { messageId: replyId }),
      ({ replyStream }) => replyStream.kind === 'DELTA' && replyStream.cursor.startsWith(`${attempt}-`),
    );
    expect(first.replyStream.text).toBe(PIECES[0]);
    await kill(lex);
    await socket.close();
  }
  const lex = await startLex(environment);
  const socket = new SubscriptionClient(lex.url);
  const events = await collect(socket.run(ReplyStreamDocument, { messageId: replyId ?? '' }));
  await socket.close();
  const error = expect.stringContaining('begun 3 times, and each time the process that ran it ended');
  expect(events.map(({ replyStream }) => replyStream.kind)).toEqual(['DELTA', 'FAILED']);
  expect(events.at(-1)?.replyStream.message).toMatchObject({ state: 'FAILED', content: PIECES[0], error });
  const { message } = await new GraphqlClient(lex.url).run(MessageDocument, { id: replyId ?? '' });
  expect(message).toMatchObject({ state: 'FAILED', error, job: { state: 'FAILED' } });
});

/** Resolves as soon as something has this name. */
async function made(directory: string, name: string): Promise<void> {
  const changes = watch(directory);
  try {
    await new Promise<void>((resolve) => {
      const look = () => existsSync(join(directory, name)) && resolve();
      changes.on('change', look);
      look();
    });
  } finally {
    changes.close();
  }
}

it.each(['postgres.new', 'postgres'])(
  'starts well after it was killed on its first start, when it had made %s',
  async (name) => {
    const dataDir = join(await temporaryDirectory(), 'data');
    await mkdir(dataDir);
    const first = spawnLex(['serve'], { PORT: '0', LEX_DATA_DIR: dataDir });
    await made(dataDir, name);
    await sleep(Math.random() * 300);
    first.kill('SIGKILL');
    await first.exited;
    const lex = await startLex({ LEX_DATA_DIR: dataDir });
    const ledger = new Ledger();
    ledger.connect(lex.url);
    await ledger.chat('remember that the sky is blue', 'local/lex');
    await ledger.expectEveryReplyToEnd();
    await ledger.expectToBeStored();
    expect(existsSync(join(dataDir, 'postgres.new'))).toBe(false);
  },
);
