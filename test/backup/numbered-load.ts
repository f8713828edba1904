import { expect } from 'vitest';
import { ConversationsDocument, JobsDocument, MessageDocument } from '../../src/generated/graphql.ts';
import { Ledger } from '../kills/ledger.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';

const NAMES = ['a', 'b', 'c'];

/** Clients that send numbered messages and memories, each when the one before is acknowledged. */
export class NumberedLoad {
  readonly ledger: Ledger;
  readonly #clients: Promise<void>[];

  constructor(ledger: Ledger) {
    this.ledger = ledger;
    this.#clients = NAMES.map((name) => talk(ledger, name));
  }

  /** Resolves when each has so many messages acknowledged. */
  async sent(least: number): Promise<void> {
    await expect.poll(() => NAMES.every((name) => saidBy(name, this.ledger).length >= least)).toBe(true);
  }

  /** Resolves when each has more acknowledged than any has now. */
  async goesOn(): Promise<void> {
    await this.sent(1 + Math.max(...NAMES.map((name) => saidBy(name, this.ledger).length)));
  }

  /** Resolves when the server is gone. */
  async ended(): Promise<void> {
    await Promise.all(this.#clients);
  }

  /** What was acknowledged by now. */
  soFar(): Pick<Ledger, 'chats' | 'memories'> {
    return { chats: [...this.ledger.chats], memories: new Map(this.ledger.memories) };
  }
}

/**
 * A restored server has all of `before`, and of what each client was acknowledged the first so many, in order: the
 * backup is of one moment. All of it works, and nothing is there twice.
 */
export async function expectRestored(url: string, load: NumberedLoad, before: ReturnType<NumberedLoad['soFar']>) {
  const client = new GraphqlClient(url);
  const restored = new Ledger();
  restored.connect(url);
  for (const chat of load.ledger.chats) {
    if ((await client.run(MessageDocument, { id: chat.messageId })).message) restored.chats.push(chat);
  }
  for (const [key, content] of before.memories) restored.memories.set(key, content);
  expect(restored.chats).toEqual(expect.arrayContaining(before.chats));
  for (const name of NAMES) {
    const there = saidBy(name, restored);
    expect(there).toEqual(saidBy(name, load.ledger).slice(0, there.length));
    expect(there.length).toBeLessThan(saidBy(name, load.ledger).length);
  }
  await restored.expectEveryReplyToEnd();
  await restored.expectToBeStored();
  await restored.expectToBeRemembered();
  expect((await client.run(JobsDocument, { first: 1, kind: 'REPLY' })).jobs.totalCount).toBe(restored.chats.length);
  const { conversations } = await client.run(ConversationsDocument, { first: 1 });
  expect(conversations.totalCount).toBe(new Set(restored.chats.map((chat) => chat.conversationId)).size);
}

function saidBy(name: string, { chats }: Pick<Ledger, 'chats'>): Ledger['chats'] {
  return chats.filter(({ message }) => message.includes(`parcel${name}n`));
}

async function talk(ledger: Ledger, name: string): Promise<void> {
  let conversationId: string | null = null;
  try {
    for (let n = 0; ; n++) {
      const said = `remember that parcel${name}n${n} is blue`;
      conversationId = (await ledger.chat(said, 'local/lex', n % 4 ? conversationId : null)).conversationId;
      await ledger.remember(`crate${name}n${n}`, `The crate${name}n${n} is on shelf ${n}`);
      const keys = ['x', 'y'].map((each) => `box${name}n${n}${each}`);
      await ledger.rememberMany(keys.map((key) => ({ key, content: `The ${key} is behind door ${n}` })));
    }
  } catch (error) {
    // It was killed in the middle of a call.
    if (!(error instanceof TypeError)) throw error;
  }
}
