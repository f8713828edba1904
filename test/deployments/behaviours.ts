import OpenAI from 'openai';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  CancelJobDocument,
  ChatDocument,
  ConversationDocument,
  ConversationsChangedDocument,
  type ConversationsChangedSubscription,
  ConversationsDocument,
  CreateConversationDocument,
  ForgetDocument,
  ForgetMemoryDocument,
  JobDocument,
  JobProgressDocument,
  MemoryNamespacesDocument,
  MessageDocument,
  RecallDocument,
  RegenerateReplyDocument,
  RememberDocument,
  RememberManyDocument,
  RemoveConversationDocument,
  ReplyStreamDocument,
  RetryJobDocument,
  StatusDocument,
  StopReplyDocument,
  SummarizeConversationDocument,
  UpdateConversationDocument,
  UpdateUserDocument,
  UpdateViewerDocument,
  UsageDocument,
  UsersDocument,
  ViewerSettingsDocument,
} from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { collect, SubscriptionClient, until } from '../support/clients/subscription-client.ts';
import type { ReplyEvent } from '../support/lex/start-server.ts';
import type { FakeProvider } from '../support/models/fake-provider.ts';
import { systemsOf } from '../support/models/prompts.ts';

/** Lex as somebody runs it, with the model `compatible/any`, and no facts extracted. */
export interface Deployment {
  readonly provider: FakeProvider;
  /** Where it is reached: two addresses, of different processes if it has any. */
  readonly urls: readonly [string, string];
}

const PIECES = Array.from({ length: 30 }, (_, index) => `word${index} `);
const TEXT = PIECES.join('');

/**
 * What a client may rely on, whatever Lex runs on: what one address was told, the other knows.
 *
 * @param missing why it can't be tested here, if it can't
 */
export function behavesAsLex(what: string, start: () => Promise<Deployment>, missing?: string): void {
  describe(what, () => {
    let provider: FakeProvider;
    let one: GraphqlClient;
    let other: GraphqlClient;
    let urls: readonly [string, string];
    beforeAll(async () => {
      if (missing !== undefined) return;
      ({ provider, urls } = await start());
      [one, other] = [new GraphqlClient(urls[0]), new GraphqlClient(urls[1])];
    });
    beforeEach(({ skip }) => {
      skip(missing !== undefined, missing);
      provider.releaseAll();
      provider.answerWith({ kind: 'text', pieces: PIECES });
    });

    function subscribe(url: string): SubscriptionClient {
      const socket = new SubscriptionClient(url);
      onTestFinished(() => socket.close());
      return socket;
    }

    async function* follow(url: string, messageId: string, after: string | null = null): AsyncGenerator<ReplyEvent> {
      for await (const { replyStream } of subscribe(url).run(ReplyStreamDocument, { messageId, after }))
        yield replyStream;
    }

    const textOf = (events: readonly ReplyEvent[]) => events.map(({ text }) => text ?? '').join('');
    const recalled = async (client: GraphqlClient, namespace: string, query: string) =>
      (await client.run(RecallDocument, { namespace, query })).recall.map(({ memory }) => memory.key);

    it.each([
      ['ÄRGER', 'ärger'],
      ['Ärger', 'A\u0308RGER'],
      ['Über Łódź', 'uber lodz'],
      ['ПОЕЗДКА', 'поездка'],
      ["Об'єкт", 'обʼєкт'],
      ['64GB laptop', '64 gb'],
      ['A laptop with 64 GB', '64GB'],
      ['The Who', 'the who'],
      ['我养了一只猫', '猫'],
    ])('a conversation called %j is found by %j', async (title, search) => {
      const { createConversation } = await one.run(CreateConversationDocument, { title });
      const { conversations } = await other.run(ConversationsDocument, { search, first: 50 });
      expect(conversations.edges.map(({ node }) => node.id)).toContain(createConversation.id);
      expect(conversations.totalCount).toBe(conversations.edges.length);
    });

    it('a chat is answered, and read as it is at either address', async () => {
      const { chat } = await one.run(ChatDocument, { input: { message: 'tell me', waitMs: 20_000 } });
      expect(chat.reply).toMatchObject({ state: 'COMPLETED', content: TEXT });
      const { message } = await other.run(MessageDocument, { id: chat.reply.id });
      expect(message).toMatchObject({ state: 'COMPLETED', content: TEXT });
      const { conversation } = await other.run(ConversationDocument, { id: chat.conversation.id, last: 10 });
      expect(conversation?.messages.edges).toHaveLength(2);
    });

    it('what a user tells for all conversations holds at both addresses at once, before what one is told', async () => {
      const told = async (client: GraphqlClient) => (await client.run(ViewerSettingsDocument, {})).viewer.instructions;
      const set = async (instructions: string | null) =>
        (await one.run(UpdateViewerDocument, { instructions })).updateViewer.instructions;
      const { createConversation } = await one.run(CreateConversationDocument, { systemPrompt: 'Be kind.' });
      const systemOf = async () => {
        await other.run(ChatDocument, {
          input: { message: 'tell me', conversationId: createConversation.id, waitMs: 20_000 },
        });
        return systemsOf(provider).at(-1);
      };
      for (const instructions of ['Answer in Norwegian.', 'Answer in Finnish.']) {
        // Both have answered with what was before.
        for (const client of [one, other]) await told(client);
        expect(await set(instructions)).toBe(instructions);
        for (const client of [one, other]) expect(await told(client)).toBe(instructions);
        expect(await systemOf()).toContain(`${instructions}\n\nBe kind.`);
      }
      for (const refused of ['a\0b', '\ud800', 'x'.repeat(32_001)]) {
        await expect(set(refused)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      }
      expect(await told(other)).toBe('Answer in Finnish.');
      expect(await set(null)).toBeNull();
      expect(await told(other)).toBeNull();
      expect(await systemOf()).not.toContain('Finnish');
    });

    it('what a user has, and is allowed in a day, is told at either address as it is', async () => {
      const userAt = async (client: GraphqlClient) =>
        (await client.run(UsersDocument, { last: 1 })).users.edges[0]?.node;
      const before = await userAt(one);
      await one.run(ChatDocument, { input: { message: 'tell me', waitMs: 20_000 } });
      const { conversations = 0, messages = 0, id = '' } = before ?? {};
      const after = { id, name: 'You', conversations: conversations + 1, messages: messages + 2 };
      for (const client of [one, other]) expect(await userAt(client)).toMatchObject(after);
      const limit = async () => (await other.run(UsageDocument, {})).usage.today.limit;
      expect(await limit()).toBeNull();
      for (const allowedDailyTokens of [1_000_000, null]) {
        await one.run(UpdateUserDocument, { id, allowedDailyTokens });
        expect(await userAt(other)).toMatchObject({ allowedDailyTokens });
        expect(await limit()).toBe(allowedDailyTokens);
      }
    });

    it('a reply that is being written is followed at one address, and resumed at the other', async () => {
      provider.hold();
      provider.release(6);
      const { chat } = await one.run(ChatDocument, { input: { message: 'tell me' } });
      const seen: ReplyEvent[] = [];
      for await (const event of follow(urls[0], chat.reply.id)) {
        seen.push(event);
        if (textOf(seen).length >= 6) break;
      }
      const rest = collect(follow(urls[1], chat.reply.id, seen.at(-1)?.cursor ?? null));
      provider.releaseAll();
      const events = [...seen, ...(await rest)];
      expect(textOf(events)).toBe(TEXT);
      expect(events.filter(({ kind }) => kind !== 'DELTA').map(({ kind }) => kind)).toEqual(['COMPLETED']);
      for (const [index, { cursor }] of events.entries()) {
        const again = await collect(follow(urls[index % 2 ? 1 : 0], chat.reply.id, cursor));
        expect(textOf(again)).toBe(textOf(events.slice(index + 1)));
      }
    });

    it('the list of conversations is kept current at either address: begun, answered, titled, removed', async () => {
      const stream = new AbortController();
      const response = await fetch(`${urls[0]}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify({
          query: 'subscription { conversationsChanged { kind id: conversationId conversation { title } } }',
        }),
        signal: stream.signal,
      });
      const streamed = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      const changes = subscribe(urls[1]).run(ConversationsChangedDocument, {});
      const begun = { socket: false, stream: false };
      const [first, firstStreamed] = [changes.next(), streamed?.read()];
      void first.then(() => (begun.socket = true));
      void firstStreamed?.then(() => (begun.stream = true));
      // Neither subscription has a first event that says it has begun.
      while (!begun.socket || !begun.stream) await other.run(CreateConversationDocument, { title: 'A marker' });

      const { chat } = await one.run(ChatDocument, { input: { message: 'tell me of boats', waitMs: 20_000 } });
      const { id } = chat.conversation;
      const change = async (holds: (change: ConversationsChangedSubscription['conversationsChanged']) => boolean) =>
        (await until(changes, ({ conversationsChanged: each }) => each.id === id && holds(each))).conversationsChanged;
      expect((await change(() => true)).kind).toBe('ADDED');
      const answered = await change(({ conversation }) => conversation?.lastMessage?.state === 'COMPLETED');
      expect(answered.kind).toBe('CHANGED');
      expect(answered.conversation).toMatchObject({
        title: expect.stringMatching(/boats/),
        lastMessage: { id: chat.reply.id, content: TEXT },
      });
      await one.run(UpdateConversationDocument, { id, title: 'Boats', archived: true });
      expect((await change(({ conversation }) => conversation?.title === 'Boats')).conversation?.archived).toBe(true);
      const { removeConversation } = await one.run(RemoveConversationDocument, { id });
      expect(removeConversation).toEqual({ deletedConversationId: id, deletedMemoryIds: [], deletedMemoryCount: 0 });
      expect(await change(({ kind }) => kind === 'GONE')).toEqual({ kind: 'GONE', id, conversation: null });

      let read = '';
      while (!read.includes(`"kind":"GONE","id":"${id}","conversation":null`)) {
        const { done, value } = (await streamed?.read()) ?? {};
        if (done) throw new Error('The stream ended.');
        read += value ?? '';
      }
      expect(read).toContain(`"kind":"ADDED","id":"${id}"`);
      stream.abort();
    });

    it('the first message is edited by a branch of its own, which either address shows as its sibling', async () => {
      const { chat } = await one.run(ChatDocument, { input: { message: 'tell me', waitMs: 20_000 } });
      const conversationId = chat.conversation.id;
      const input = { message: 'tell me more', conversationId, asFirst: true, waitMs: 20_000 };
      const { chat: edited } = await other.run(ChatDocument, { input });
      const { regenerateReply } = await one.run(RegenerateReplyDocument, { messageId: edited.reply.id });
      // Once it is written, it takes nothing of what later tests let the model say.
      const again = async () => (await one.run(MessageDocument, { id: regenerateReply.reply.id })).message;
      await expect.poll(again).toMatchObject({ state: 'COMPLETED', content: TEXT });
      const { conversation } = await one.run(ConversationDocument, { id: conversationId, last: 10 });
      const siblings = conversation?.messages.edges.map(({ node }) => [node.id, node.siblingIds, node.parent?.id]);
      const firsts = [chat.message.id, edited.message.id];
      expect(siblings).toEqual([
        [chat.message.id, firsts, undefined],
        [chat.reply.id, [chat.reply.id], chat.message.id],
        [edited.message.id, firsts, undefined],
        [edited.reply.id, [edited.reply.id, regenerateReply.reply.id], edited.message.id],
        [regenerateReply.reply.id, [edited.reply.id, regenerateReply.reply.id], edited.message.id],
      ]);
    });

    it('what a model thinks is told at either address, and kept beside the text', async () => {
      provider.answerWith({ kind: 'text', thoughts: ['Many ', 'words 👩‍🚀.'], pieces: PIECES });
      provider.hold();
      provider.release(1);
      const { chat } = await one.run(ChatDocument, { input: { message: 'tell me' } });
      const stream = follow(urls[0], chat.reply.id);
      const first = await until(stream, ({ kind }) => kind === 'REASONING');
      expect(first.reasoning).toBe('Many ');
      const resumed = collect(follow(urls[1], chat.reply.id, first.cursor));
      provider.releaseAll();
      for (const events of [await collect(stream), await resumed]) {
        expect(events.map(({ reasoning }) => reasoning ?? '').join('')).toBe('words 👩‍🚀.');
        expect(textOf(events)).toBe(TEXT);
      }
      const { message } = await other.run(MessageDocument, { id: chat.reply.id });
      expect(message).toMatchObject({ content: TEXT, reasoning: 'Many words 👩‍🚀.' });
    });

    it('a reply is stopped from either address, and keeps what was written', async () => {
      for (const client of [one, other]) {
        provider.hold();
        provider.release(3);
        const { chat } = await one.run(ChatDocument, { input: { message: 'tell me' } });
        const events = follow(urls[0], chat.reply.id);
        const first = await until(events, ({ kind }) => kind === 'DELTA');
        const { stopReply } = await client.run(StopReplyDocument, { messageId: chat.reply.id });
        expect(stopReply.state).toBe('STOPPED');
        const rest = await collect(events);
        expect(rest.at(-1)?.kind).toBe('STOPPED');
        expect(stopReply.content).toBe(textOf([first, ...rest]));
        expect(TEXT.startsWith(stopReply.content)).toBe(true);
        provider.releaseAll();
      }
    });

    it('a job is followed and cancelled at the other address', async () => {
      const { chat } = await one.run(ChatDocument, { input: { message: 'tell me', waitMs: 20_000 } });
      provider.hold();
      const { summarizeConversation } = await one.run(SummarizeConversationDocument, {
        conversationId: chat.conversation.id,
      });
      const changes = subscribe(urls[1]).run(JobProgressDocument, { id: summarizeConversation.id });
      await until(changes, ({ jobProgress }) => jobProgress.state === 'ACTIVE');
      await other.run(CancelJobDocument, { id: summarizeConversation.id });
      expect((await collect(changes)).at(-1)?.jobProgress.state).toBe('CANCELLED');
    });

    it('replies do not wait for the background, nor the background for replies, however many there are', async () => {
      const many = Array.from({ length: 12 }, (_, n) => n);
      const said = (model: string) => one.run(ChatDocument, { input: { message: 'tell me', model, waitMs: 20_000 } });
      const conversations = await Promise.all(
        many.map(async () => (await said('compatible/any')).chat.conversation.id),
      );
      const summarize = async (conversationId: string) =>
        (await one.run(SummarizeConversationDocument, { conversationId })).summarizeConversation.id;
      const jobOf = async (id: string) => (await other.run(JobDocument, { id })).job;

      provider.hold();
      const summaries = await Promise.all(conversations.map(summarize));
      await provider.until(() => provider.openStreams > 0);
      expect((await said('local/lex')).chat.reply.state).toBe('COMPLETED');
      for (const id of summaries) expect(['WAITING', 'ACTIVE']).toContain((await jobOf(id))?.state);
      provider.releaseAll();
      for (const id of summaries) await expect.poll(() => jobOf(id)).toMatchObject({ state: 'COMPLETED' });

      provider.hold();
      const input = { message: 'tell me', model: 'compatible/any' };
      const chats = await Promise.all(many.map(() => one.run(ChatDocument, { input })));
      await provider.until(() => provider.openStreams >= 8);
      const [conversation = ''] = conversations;
      const summary = await summarize(conversation);
      await expect.poll(() => jobOf(summary)).toMatchObject({ state: 'ACTIVE' });
      provider.releaseAll();
      for (const { chat } of chats) {
        await expect.poll(() => jobOf(chat.job.id)).toMatchObject({ state: 'COMPLETED' });
      }
    });

    it('a reply that failed is written anew when its job is tried again', async () => {
      provider.answerWith({ kind: 'break', pieces: ['An ', 'old '] });
      const { chat } = await one.run(ChatDocument, { input: { message: 'tell me', waitMs: 20_000 } });
      expect(chat.reply.state).toBe('FAILED');
      provider.answerWith({ kind: 'text', pieces: PIECES });
      await other.run(RetryJobDocument, { id: chat.job.id });
      const read = async () => (await one.run(MessageDocument, { id: chat.reply.id })).message;
      await expect.poll(read).toMatchObject({ state: 'COMPLETED', content: TEXT });
    });

    it('what is retried with its key takes effect once, at whichever address', async () => {
      const input = { message: 'only once', idempotencyKey: `once at ${urls[0]}` };
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 ? one : other).run(ChatDocument, { input })),
      );
      expect(new Set(answers.map(({ chat }) => chat.reply.id)).size).toBe(1);
      const [first] = answers;
      const conversationId = first?.chat.conversation.id ?? '';
      const messageId = first?.chat.message.id ?? '';
      const again = await Promise.all(
        [one, other, one, other].map((client) =>
          client.run(RegenerateReplyDocument, { messageId: first?.chat.reply.id ?? '', idempotencyKey: messageId }),
        ),
      );
      expect(new Set(again.map(({ regenerateReply }) => regenerateReply.reply.id)).size).toBe(1);
      const { conversation } = await other.run(ConversationDocument, { id: conversationId, last: 50 });
      expect(conversation?.messages.edges.filter(({ node }) => node.id === messageId)).toHaveLength(1);
    });

    it('what is remembered at one address is recalled at the other, until it is forgotten', async () => {
      const namespace = 'boats';
      await one.run(RememberDocument, { input: { namespace, key: 'keel', content: 'The keel is of oak' } });
      expect(await recalled(one, namespace, 'oak')).toEqual(['keel']);
      await expect.poll(() => recalled(other, namespace, 'oak')).toEqual(['keel']);
      const input = Array.from({ length: 300 }, (_, n) => ({ namespace, key: `${n}`, content: `plank ${n} of pine` }));
      await other.run(RememberManyDocument, { input });
      await expect.poll(() => recalled(one, namespace, 'plank 217')).toContain('217');
      await other.run(ForgetDocument, { namespace, key: 'keel' });
      expect(await recalled(other, namespace, 'oak')).toEqual([]);
      await expect.poll(() => recalled(one, namespace, 'oak')).toEqual([]);
    });

    it('OpenAI’s API keeps a conversation that goes on at the other address, and answers at either', async () => {
      const clients = urls.map((url) => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 }));
      const ask = async (client: OpenAI | undefined, content: string, conversation?: string) => {
        const body = { model: 'compatible/any', messages: [{ role: 'user' as const, content }], stream: true as const };
        const headers = conversation === undefined ? {} : { 'x-lex-conversation': conversation };
        const answer = await client?.chat.completions.create(body, { headers }).withResponse();
        let words = '';
        for await (const { choices } of answer?.data ?? []) words += choices[0]?.delta.content ?? '';
        return { words, id: answer?.response.headers.get('x-lex-conversation') ?? undefined };
      };
      const [first, second] = clients;
      const begun = await ask(first, 'Count to 30.', 'new');
      const next = await ask(second, 'Again.', begun.id);
      expect([begun.words, next.words, next.id]).toEqual([TEXT, TEXT, begun.id]);
      for (const client of clients) expect(await ask(client, 'Count.')).toEqual({ words: TEXT, id: undefined });
    });

    it('namespaces are counted at either address, and a memory is forgotten by its id', async () => {
      const namespace = 'masts';
      const input = [1, 2, 3].map((n) => ({ namespace, content: `mast ${n} of pine` }));
      const { rememberMany } = await one.run(RememberManyDocument, { input });
      const [id = ''] = rememberMany.ids;
      const counted = async (client: GraphqlClient) =>
        (await client.run(MemoryNamespacesDocument, {})).memoryNamespaces.find(({ name }) => name === namespace)?.count;
      expect(await counted(other)).toBe(3);
      const { forgetMemory } = await other.run(ForgetMemoryDocument, { id });
      expect(forgetMemory.deletedMemoryId).toBe(id);
      expect(await counted(one)).toBe(2);
      await expect(one.run(ForgetMemoryDocument, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('either address says that all is well', async () => {
      for (const client of [one, other]) {
        const states = async () => {
          const { status } = await client.run(StatusDocument, {});
          return new Set([status.state, ...status.components.map(({ state }) => state)]);
        };
        await expect.poll(states).toEqual(new Set(['UP']));
      }
    });
  });
}
