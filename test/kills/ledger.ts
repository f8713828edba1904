import { expect } from 'vitest';
import {
  ChatDocument,
  ConversationDocument,
  JobDocument,
  MemoryDocument,
  MessageDocument,
  RecallDocument,
  RememberDocument,
  RememberManyDocument,
  ReplyStreamDocument,
} from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { collect, SubscriptionClient } from '../support/clients/subscription-client.ts';

interface Chat {
  readonly message: string;
  readonly model: string;
  readonly idempotencyKey: string;
  readonly conversationId: string | null;
}

interface AcknowledgedChat extends Chat {
  readonly conversationId: string;
  readonly messageId: string;
  readonly replyId: string;
  readonly jobId: string;
}

/**
 * What a client asked for and what it was told has been stored. A call that got no answer may have been stored or not:
 * it is made again with the same key, as an app would.
 */
export class Ledger {
  readonly chats: AcknowledgedChat[] = [];
  readonly memories = new Map<string, string>();
  readonly #unanswered: Chat[] = [];
  #server: GraphqlClient | undefined;

  /** From now on this is where the server answers. */
  connect(url: string): void {
    this.#server = new GraphqlClient(url);
  }

  get #client(): GraphqlClient {
    if (!this.#server) throw new Error('The ledger has no server.');
    return this.#server;
  }

  async chat(message: string, model: string, conversationId: string | null = null): Promise<AcknowledgedChat> {
    const chat = { message, model, conversationId, idempotencyKey: crypto.randomUUID() };
    this.#unanswered.push(chat);
    return this.#send(chat);
  }

  async #send(chat: Chat): Promise<AcknowledgedChat> {
    const { chat: sent } = await this.#client.run(ChatDocument, { input: { ...chat } });
    const acknowledged = {
      ...chat,
      conversationId: sent.conversation.id,
      messageId: sent.message.id,
      replyId: sent.reply.id,
      jobId: sent.job.id,
    };
    this.#unanswered.splice(this.#unanswered.indexOf(chat), 1);
    this.chats.push(acknowledged);
    return acknowledged;
  }

  /** Repeats what got no answer. */
  async sendAgain(): Promise<void> {
    for (const chat of [...this.#unanswered]) await this.#send(chat);
  }

  async remember(key: string, content: string): Promise<void> {
    await this.#client.run(RememberDocument, { input: { key, content } });
    this.memories.set(key, content);
  }

  async rememberMany(memories: readonly { key: string; content: string }[]): Promise<void> {
    await this.#client.run(RememberManyDocument, { input: [...memories] });
    for (const { key, content } of memories) this.memories.set(key, content);
  }

  /** Every reply is completed, however often its process was killed meanwhile, and is stored as it was streamed. */
  async expectEveryReplyToEnd(chats: readonly AcknowledgedChat[] = this.chats): Promise<void> {
    const socket = new SubscriptionClient(this.#client.url.replace('/graphql', ''));
    try {
      // A socket runs up to 100 operations at a time.
      for (let at = 0; at < chats.length; at += 50)
        await Promise.all(
          chats.slice(at, at + 50).map(async ({ replyId }) => {
            const events = await collect(socket.run(ReplyStreamDocument, { messageId: replyId }));
            const end = events.at(-1)?.replyStream;
            const text = events.reduce(
              (before, { replyStream }) => (replyStream.kind === 'RESTARTED' ? '' : before + (replyStream.text ?? '')),
              '',
            );
            expect(end?.message?.content).toBe(text);
            expect(end).toMatchObject({ kind: 'COMPLETED', message: { state: 'COMPLETED', error: null } });
            expect(text).not.toBe('');
          }),
        );
    } finally {
      await socket.close();
    }
  }

  /** What was acknowledged is there with its content, and each message has the one reply. */
  async expectToBeStored(chats: readonly AcknowledgedChat[] = this.chats): Promise<void> {
    for (const { message, model, messageId, replyId, jobId } of chats) {
      const { message: stored } = await this.#client.run(MessageDocument, { id: messageId });
      expect(stored).toMatchObject({ content: message, role: 'USER' });
      if (model === 'local/lex') expect(stored?.memoriesMade).toHaveLength(1);
      const { message: reply } = await this.#client.run(MessageDocument, { id: replyId });
      expect(reply).toMatchObject({ role: 'ASSISTANT', parent: { id: messageId }, job: { id: jobId } });
      const { job } = await this.#client.run(JobDocument, { id: jobId });
      expect(job?.state).toBe(reply?.state);
    }
    for (const conversationId of new Set(chats.map((chat) => chat.conversationId))) {
      const { conversation } = await this.#client.run(ConversationDocument, { id: conversationId, last: 100 });
      const sent = this.chats.filter((chat) => chat.conversationId === conversationId);
      expect(conversation?.messages.totalCount).toBe(sent.length * 2);
    }
  }

  async expectToBeRemembered(keys: Iterable<string> = this.memories.keys()): Promise<void> {
    for (const key of keys) {
      const { memory } = await this.#client.run(MemoryDocument, { key });
      expect(memory?.content).toBe(this.memories.get(key));
      const { recall } = await this.#client.run(RecallDocument, { query: `where is ${key}`, limit: 1 });
      expect(recall.map((hit) => hit.memory.key)).toEqual([key]);
    }
  }
}
