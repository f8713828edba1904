import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { ChatDocument, ReplyStreamDocument, UpdateViewerDocument, UsageDocument } from '../../src/generated/graphql.ts';
import { collect } from '../support/clients/subscription-client.ts';
import { startServerWithProvider, type TestServer } from '../support/lex/start-server.ts';
import type { FakeProvider } from '../support/models/fake-provider.ts';

const PER_USER = 3_000;
const FOR_ALL = 10_000;
/** What the fake provider counts: 12 for each prompt, and one for each piece. */
const words = (count: number) => ({ kind: 'text', pieces: Array.from({ length: count }, () => 'word ') }) as const;

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({
    LEX_MODEL: 'compatible/fake',
    LEX_DAILY_TOKENS_PER_USER: String(PER_USER),
    LEX_DAILY_TOKENS: String(FOR_ALL),
    LEX_PRICES: 'compatible/fake=10/1000',
  }));
});

async function chat(message: string, more: object = {}) {
  const { chat: turn } = await lex.client.run(ChatDocument, { input: { message, waitMs: 60_000, ...more } });
  return turn;
}
const usage = async () => (await lex.client.run(UsageDocument, {})).usage;

/** Begins a new day: what was used is of the day before. */
async function newDay(): Promise<void> {
  for (const table of ['TokenUsage', 'TokenDay']) await lex.database.pool.query(`DELETE FROM "${table}"`);
}

async function goneOf(): Promise<{ user: number; all: number }> {
  const { rows } = await lex.database.pool.query('SELECT "ownerId", "gone" FROM "TokenDay" ORDER BY "ownerId"');
  const [all, user] = rows.map(({ gone }) => Number(gone));
  return { user: user ?? 0, all: all ?? 0 };
}

describe('what a model is asked', () => {
  it('is counted as its provider counts it, by day, model and use, with what it costs', async () => {
    await newDay();
    provider.answerWith(words(30));
    await chat('One.');
    await chat('Two.');
    const { used, today } = await usage();
    const day = new Date().toISOString().slice(0, 10);
    expect(used).toEqual([
      {
        day,
        model: 'compatible/fake',
        use: 'REPLY',
        calls: 2,
        inputTokens: 24,
        outputTokens: 60,
        cost: (24 * 10 + 60 * 1_000) / 1_000_000,
      },
    ]);
    expect(today).toEqual({ gone: 84, limit: PER_USER, left: PER_USER - 84 });
    expect(await goneOf()).toEqual({ user: 84, all: 84 });
  });

  it('of local/lex takes nothing', async () => {
    await newDay();
    await chat('What is 6 * 7?', { model: 'local/lex' });
    expect((await usage()).used).toEqual([]);
  });

  it('is nothing where the provider refuses, and an estimate where it breaks off or is stopped', async () => {
    await newDay();
    provider.answerWith({ kind: 'status', status: 400, message: 'no' });
    expect((await chat('One.')).reply).toMatchObject({ state: 'FAILED', errorCode: 'UNAVAILABLE' });
    expect((await usage()).used).toEqual([]);
    provider.answerWith({ kind: 'cut', pieces: Array.from({ length: 40 }, () => 'word ') });
    await chat('Two.');
    const [line] = (await usage()).used;
    expect(line).toMatchObject({ calls: 1 });
    expect(line?.outputTokens).toBeGreaterThanOrEqual(40);
    expect(line?.inputTokens).toBeGreaterThan(0);
    expect((await usage()).today.gone).toBe((line?.inputTokens ?? 0) + (line?.outputTokens ?? 0));
  });

  it('for summaries, facts and vectors counts for what it was', async () => {
    await newDay();
    provider.answerWith(words(5));
    const { conversation } = await chat('My name is Mia and I live in Oslo.');
    const owner = lex.server.app.viewer;
    const { id } = await lex.server.app.conversations.summarize(owner.id, uuidOf(conversation.id));
    await lex.server.app.jobs.whenEnded(owner.id, id, 60_000);
    expect((await usage()).used.map(({ use }) => use)).toEqual(['REPLY', 'SUMMARY']);
  });
});

describe('the tokens of a day', () => {
  it('are never exceeded by fifty chats at once, reservations included', async () => {
    await newDay();
    provider.answerWith(words(50));
    // The database itself refuses whatever would go beyond: such a chat would fail with another code.
    await lex.database.pool.query(`ALTER TABLE "TokenDay" ADD CONSTRAINT "most" CHECK ("gone" <= ${PER_USER})`);
    const turns = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => chat(`Question ${n}.`)));
    await lex.database.pool.query('ALTER TABLE "TokenDay" DROP CONSTRAINT "most"');
    const replies = turns.flatMap((turn) => (turn.status === 'fulfilled' ? [turn.value.reply] : []));
    const done = replies.filter(({ state }) => state === 'COMPLETED').length;
    const failed = replies.filter(({ errorCode }) => errorCode === 'BUDGET_EXCEEDED').length;
    const refused = turns.filter((turn) => turn.status === 'rejected' && turn.reason.code === 'BUDGET_EXCEEDED').length;
    expect(done).toBeGreaterThan(0);
    expect(failed + refused).toBeGreaterThan(0);
    expect(done + failed + refused).toBe(50);
    expect(lex.logLines.filter(({ msg }) => msg === 'a call of a model could not be counted')).toEqual([]);
    const { used, today } = await usage();
    expect(used.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0)).toBe(today.gone);
    expect(today.gone).toBeLessThanOrEqual(PER_USER);
  });

  it('end an answer in its middle: it fails with its code, keeps what was written, and the call ends', async () => {
    await newDay();
    provider.answerWith(words(20_000));
    const { reply } = await chat('Tell me everything.');
    expect(reply).toMatchObject({ state: 'FAILED', errorCode: 'BUDGET_EXCEEDED' });
    expect(reply.error).toContain('3,000 tokens');
    expect(reply.content.length).toBeGreaterThan(1_000);
    const events = await lex.followReply(reply.id);
    expect(events.at(-1)).toMatchObject({ kind: 'FAILED', message: { content: reply.content } });
    await provider.until(() => provider.openStreams === 0);
    const { gone } = (await usage()).today;
    expect(gone).toBeLessThanOrEqual(PER_USER);
    expect(gone).toBeGreaterThan(PER_USER / 2);
  });

  it('that are gone let no more in, tell when there are new ones, and bind what was said to its key', async () => {
    await newDay();
    provider.answerWith(words(5));
    const first = await chat('Once.', { idempotencyKey: 'again' });
    await lex.database.pool.query('UPDATE "TokenDay" SET "gone" = $1', [PER_USER]);
    const { errors } = await lex.client.answer(ChatDocument.toString(), { input: { message: 'More.' } });
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BUDGET_EXCEEDED' } });
    expect(errors?.[0]?.extensions?.retryAfterMs).toBeGreaterThan(0);
    expect(errors?.[0]?.extensions?.retryAfterMs).toBeLessThanOrEqual(86_400_000);
    expect((await chat('Once.', { idempotencyKey: 'again' })).reply.id).toBe(first.reply.id);
    expect((await chat('Hello.', { model: 'local/lex' })).reply.state).toBe('COMPLETED');
  });

  it('can be fewer by one’s own wish, not more', async () => {
    await newDay();
    provider.answerWith(words(5));
    const set = async (dailyTokenLimit: number | null) =>
      (await lex.client.run(UpdateViewerDocument, { dailyTokenLimit })).updateViewer.dailyTokenLimit;
    await expect(set(PER_USER + 1)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(set(-1)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await set(10)).toBe(10);
    expect((await chat('Hello there.')).reply).toMatchObject({ state: 'FAILED', errorCode: 'BUDGET_EXCEEDED' });
    expect((await usage()).today).toMatchObject({ gone: 0, limit: 10 });
    expect(await set(null)).toBeNull();
    expect((await chat('Hello there.')).reply.state).toBe('COMPLETED');
  });

  it('of the server are those of all users together', async () => {
    await newDay();
    provider.answerWith(words(5));
    const other = randomUUID();
    await lex.database.prisma.user.create({ data: { id: other, name: 'Bo' } });
    await lex.database.pool.query('SELECT "addTokens"($1, (now() AT TIME ZONE \'UTC\')::date, $2)', [
      other,
      FOR_ALL - 20,
    ]);
    const { reply } = await chat('Hello there.');
    expect(reply).toMatchObject({ state: 'FAILED', errorCode: 'BUDGET_EXCEEDED' });
    expect(reply.error).toContain('this server');
    const { data } = await lex.client.answer<{ totalUsage: { today: object } }>(
      '{ totalUsage { today { gone limit left } } }',
    );
    expect(data?.totalUsage.today).toEqual({ gone: FOR_ALL - 20, limit: FOR_ALL, left: 20 });
  });

  it('reserved by a call whose process died count as used when its time is over', async () => {
    await newDay();
    const owner = lex.server.app.viewer.id;
    const id = randomUUID();
    const reserve = `SELECT * FROM "reserveTokens"($1, $2, 'REPLY', 'compatible/fake', 100, 1, 256, $3, NULL, -1)`;
    await lex.database.pool.query(reserve, [id, owner, PER_USER]);
    expect((await usage()).today.gone).toBe(356);
    await lex.database.pool.query('SELECT "settleExpiredTokens"(10)');
    await lex.database.pool.query('SELECT "settleExpiredTokens"(10)');
    const { used, today } = await usage();
    expect(used).toMatchObject([{ calls: 1, inputTokens: 100, outputTokens: 256 }]);
    expect(today.gone).toBe(356);
  });

  it('are watched as they go: a reply that is written holds what it may still use', async () => {
    await newDay();
    provider.answerWith(words(10));
    provider.hold();
    const { chat: turn } = await lex.client.run(ChatDocument, { input: { message: 'Slowly.' } });
    await provider.until(() => provider.openStreams === 1);
    await expect.poll(async () => (await usage()).today.gone).toBeGreaterThanOrEqual(256);
    provider.releaseAll();
    await collect(lex.subscribe().run(ReplyStreamDocument, { messageId: turn.reply.id, after: null }));
    await expect.poll(async () => (await usage()).today.gone).toBe(22);
  });
});

function uuidOf(globalId: string): string {
  return Buffer.from(globalId, 'base64url').toString().split(':')[1] ?? '';
}
