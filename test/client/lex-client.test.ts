import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createLexClient, type LexClientOptions, type ReplyEvent } from '../../client/src/lex-client.ts';
import { ConversationDocument, MessageDocument, UpdateViewerDocument } from '../../src/generated/graphql.ts';
import { atEnd } from '../support/at-end.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { type FakeProvider, startFakeProvider } from '../support/models/fake-provider.ts';
import { startCuttableProxy } from '../support/servers/cuttable-proxy.ts';
import { Door } from './door.ts';

const door = new Door(() => lex.server.app.viewer);
let lex: TestServer;
let provider: FakeProvider;
let app: GraphqlClient;
beforeAll(async () => {
  provider = await startFakeProvider();
  atEnd(() => provider.close());
  const settings = { COMPATIBLE_BASE_URL: provider.url, LEX_MODEL: 'compatible/fake' };
  lex = await startTestServer(settings, { authenticate: door.authenticate });
  door.open('good');
  app = new GraphqlClient(lex.url, { authorization: 'Bearer good' });
  await app.run(UpdateViewerDocument, { drawsMemories: false });
});

const clientOf = (options: Partial<LexClientOptions> = {}) =>
  createLexClient({ url: `${lex.url}/graphql`, token: 'good', firstWaitMs: 10, tries: 5, ...options });

/** The model writes this, each piece when the test says so. */
function write(...pieces: readonly string[]): void {
  provider.answerWith({ kind: 'text', pieces });
  provider.hold();
  onTestFinished(() => provider.releaseAll());
}

/** Reads a reply to its end, and calls back at each event. */
async function read(events: AsyncIterable<ReplyEvent>, each: (event: ReplyEvent) => unknown = () => undefined) {
  const all: ReplyEvent[] = [];
  for await (const event of events) {
    all.push(event);
    await each(event);
  }
  return { all, text: all.map((event) => (event.kind === 'DELTA' ? event.text : '')).join('') };
}

it('gives each word as it comes, then the reply; another loop has it all again', async () => {
  write('One ', 'two ', 'three.');
  const reply = clientOf().chat({ message: 'Count.', timeZone: 'Europe/Oslo' });
  provider.release(1);
  const { all, text } = await read(reply, () => provider.release(1));
  expect(text).toBe('One two three.');
  expect(all.slice(0, -1).map((event) => event.kind === 'DELTA' && event.content)).toEqual(['One ', 'One two ', text]);
  const { replyId } = await reply.sent;
  expect(all.at(-1)).toMatchObject({ kind: 'COMPLETED', reply: { id: replyId, content: text, finishReason: 'STOP' } });
  expect((await reply.finished()).content).toBe(text);
});

it('tells thoughts from text', async () => {
  provider.answerWith({ kind: 'text', thoughts: ['Hm, ', 'well.'], pieces: ['Yes.'] });
  const { all, text } = await read(clientOf().chat('Well?'));
  expect(text).toBe('Yes.');
  const thoughts = all.flatMap((event) => (event.kind === 'REASONING' ? [event] : []));
  expect(thoughts.map((event) => event.text).join('')).toBe('Hm, well.');
  expect(thoughts.at(-1)?.content).toBe('Hm, well.');
});

it('goes on from a cursor, as after a reload', async () => {
  write('One ', 'two ', 'three.');
  const reply = clientOf().chat('Count again.');
  provider.release(1);
  let after = '';
  for await (const { cursor } of reply) {
    after = cursor;
    break;
  }
  provider.releaseAll();
  const { replyId } = await reply.sent;
  expect((await read(clientOf().follow(replyId, { after }))).text).toBe('two three.');
  expect((await read(clientOf().follow(replyId))).text).toBe('One two three.');
});

it('says a message once, though each answer is lost until the fourth', async () => {
  provider.answerWith({ kind: 'text', pieces: ['Once.'] });
  const told: string[] = [];
  let posts = 0;
  const client = clientOf({
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      posts += 1;
      if (posts > 3) return response;
      await response.text();
      throw new TypeError('The connection is gone.');
    },
    onRetry: ({ code }) => told.push(code),
  });
  const reply = client.chat('Said once.');
  expect((await reply.finished()).content).toBe('Once.');
  expect(told).toEqual(['UNREACHABLE', 'UNREACHABLE', 'UNREACHABLE']);
  const { conversationId } = await reply.sent;
  const { conversation } = await app.run(ConversationDocument, { id: conversationId });
  expect(conversation?.messages.totalCount).toBe(2);
});

it('sends what was left unsent under its own key, and is told when that key stands for something else', async () => {
  provider.answerWith({ kind: 'text', pieces: ['Yes.'] });
  const first = await clientOf().chat({ message: 'Mine.', idempotencyKey: 'a key of the app' }).sent;
  expect(await clientOf().chat({ message: 'Mine.', idempotencyKey: 'a key of the app' }).sent).toEqual(first);
  const other = clientOf().chat({ message: 'Another.', idempotencyKey: 'a key of the app' });
  await expect(other.sent).rejects.toMatchObject({ name: 'LexError', code: 'CONFLICT' });
  await expect(read(other)).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(other.stop()).rejects.toMatchObject({ code: 'CONFLICT' });
});

it('stops a reply, which keeps what was written', async () => {
  write('Begun, ', 'and never ended.');
  const reply = clientOf().chat('Tell me a long story.');
  provider.release(1);
  const { all } = await read(reply, ({ kind }) => kind === 'DELTA' && reply.stop());
  expect(all.at(-1)).toMatchObject({ kind: 'STOPPED', reply: { state: 'STOPPED', content: 'Begun, ' } });
  await clientOf().stop((await reply.sent).replyId);
});

describe('a signal', () => {
  it('ends following at once, with its reason, and the reply is written on', async () => {
    write('Begun, ', 'and ended.');
    const ending = new AbortController();
    const reply = clientOf().chat('A short one.', { signal: ending.signal });
    provider.release(1);
    await expect(read(reply, () => ending.abort(new Error('The page is gone.')))).rejects.toThrow('The page is gone.');
    provider.releaseAll();
    const { replyId } = await reply.sent;
    expect((await read(clientOf().follow(replyId))).text).toBe('Begun, and ended.');
  });

  it.each([
    ['before anything is sent', {}],
    ['while it waits to try again', { url: 'http://127.0.0.1:9/graphql', firstWaitMs: 60_000 }],
    ['while a token is waited for', { token: () => new Promise<string>(() => undefined) }],
  ])('ends sending %s', async (_, options) => {
    const ending = new AbortController();
    if (Object.keys(options).length === 0) ending.abort(new Error('Enough.'));
    const reply = clientOf({ ...options, onRetry: () => ending.abort(new Error('Enough.')) }).chat('Hi.', ending);
    if ('token' in options) ending.abort(new Error('Enough.'));
    await expect(reply.sent).rejects.toThrow('Enough.');
    await expect(read(reply)).rejects.toThrow('Enough.');
  });
});

describe('a token', () => {
  it('is asked for anew when it is refused, once for all that needs it, and all goes on', async () => {
    provider.answerWith({ kind: 'text', pieces: ['Hello.'] });
    const refused: unknown[] = [];
    const client = clientOf({
      token: async (old) => {
        if (old !== undefined) refused.push(old);
        return old === undefined && refused.length === 0 ? 'stale' : 'good';
      },
    });
    const replies = [1, 2, 3].map((each) => client.chat(`Hello ${each}.`).finished());
    expect((await Promise.all(replies)).map(({ content }) => content)).toEqual(['Hello.', 'Hello.', 'Hello.']);
    expect(refused).toEqual(['stale']);
  });

  it('that ends in the middle of a reply is replaced, and no word is lost', async () => {
    write('One ', 'two ', 'three.');
    door.open('brief');
    door.open('next');
    const client = clientOf({ token: (refused) => (refused === undefined && door.isOpen('brief') ? 'brief' : 'next') });
    provider.release(1);
    const { text } = await read(client.chat('Count once more.'), ({ kind }) => {
      if (kind !== 'DELTA') return;
      door.close('brief');
      provider.releaseAll();
    });
    expect(text).toBe('One two three.');
    expect(door.shown.at(-1)).toBe('next');
  });

  it.each<[string, LexClientOptions['token'], number]>([
    ['that is a text', 'bad', 1],
    ['that is not there', () => undefined, 1],
    ['that is given again', () => 'bad', 2],
    ['in whose place come others', (old) => `${old ?? 'bad'}!`, 3],
  ])('%s is refused for good', async (_, token, times) => {
    const before = door.shown.length;
    await expect(clientOf({ token }).chat('Hello.').sent).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(door.shown.length - before).toBe(times);
  });

  it('that the app can’t get is the app’s own error', async () => {
    const token = () => Promise.reject(new RangeError('Signed out.'));
    await expect(clientOf({ token }).chat('Hello.').sent).rejects.toThrow(new RangeError('Signed out.'));
  });
});

describe('errors have the server’s codes', () => {
  const nobody = Buffer.from('Message:00000000-0000-4000-8000-000000000000').toString('base64url');

  it('when there is no such reply', async () => {
    await expect(read(clientOf().follow(nobody))).rejects.toMatchObject({ name: 'LexError', code: 'NOT_FOUND' });
    await expect(clientOf().stop(nobody)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('when a message or a cursor is none', async () => {
    await expect(clientOf().chat('').sent).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(read(clientOf().follow(nobody, { after: 'x' }))).rejects.toMatchObject({ name: 'LexError' });
  });

  it('when a reply could not be finished: with what was written of it', async () => {
    provider.answerWith({ kind: 'status', status: 400, message: 'no' });
    const reply = clientOf().chat('Fail.');
    const failure = await reply.finished().catch((error: unknown) => error);
    const { message } = await app.run(MessageDocument, { id: (await reply.sent).replyId });
    expect(failure).toMatchObject({ name: 'ReplyFailedError', reply: { state: 'FAILED', error: message?.error } });
  });
});

it('notices a connection on which nothing comes any more, and goes on over another', async () => {
  write('One ', 'two.');
  const proxy = await startCuttableProxy({ host: '127.0.0.1', port: Number(new URL(lex.url).port) });
  onTestFinished(() => proxy.close());
  const client = clientOf({
    url: `http://127.0.0.1:${proxy.port}/graphql`,
    silenceMs: 300,
    tries: 100,
    onRetry: () => {
      proxy.heal();
      provider.releaseAll();
    },
  });
  provider.release(1);
  let isCut = false;
  const { text } = await read(client.chat('Slowly.'), ({ kind }) => {
    if (kind !== 'DELTA' || isCut) return;
    isCut = true;
    proxy.cut();
  });
  expect([text, isCut]).toEqual(['One two.', true]);
});
