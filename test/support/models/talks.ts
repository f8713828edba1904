import { expect, vi } from 'vitest';
import type { PromptContext } from '../../../src/chat/prompt/prompt-context.ts';
import { decodeGlobalId, encodeGlobalId } from '../../../src/global-id.ts';
import type { GraphqlClient } from '../clients/graphql-client.ts';
import { startServerWithProvider, type TestServer } from '../lex/start-server.ts';
import type { FakeProvider } from './fake-provider.ts';
import { asksForSummary, type ChatMessage, messagesOf } from './strict-model.ts';

export const MODEL = 'compatible/any';

const REPLY = `id state content error context {
  turnsSent turnsSummarized turnsLeftOut memoriesSent charactersLeftOut tokens limitTokens
}`;
const CHAT = `mutation ($input: ChatInput!) {
  chat(input: $input) { conversation { id } message { id } reply { ${REPLY} } job { id } }
}`;

export interface Reply {
  readonly id: string;
  readonly state: string;
  readonly content: string;
  readonly error: string | null;
  readonly context: PromptContext;
}

interface SentMessage {
  readonly conversation: { readonly id: string };
  readonly message: { readonly id: string };
  readonly reply: Reply;
  readonly job: { readonly id: string };
}

export interface ChatInput {
  readonly conversationId?: string;
  readonly parentId?: string;
  readonly voiceMode?: boolean;
  readonly model?: string;
}

/** Says something and waits for the reply to end. */
export async function chat(client: GraphqlClient, message: string, input: ChatInput = {}): Promise<SentMessage> {
  const variables = { input: { message, waitMs: 60_000, ...input } };
  const { data, errors } = await client.answer<{ chat: SentMessage }>(CHAT, variables);
  if (!data) throw new Error(JSON.stringify(errors));
  return data.chat;
}

/** A conversation that is gone on with. */
export interface Talk {
  readonly id: string;
  say(message: string, input?: ChatInput): Promise<Reply>;
}

/** A conversation of a client's; it is made by the first thing that is said. */
export function talkOf(client: GraphqlClient, conversationId?: string): Talk {
  let id = conversationId;
  return {
    get id() {
      return id ?? '';
    },
    async say(message, input = {}) {
      const said = await chat(client, message, { ...(id ? { conversationId: id } : {}), ...input });
      id = said.conversation.id;
      return said.reply;
    },
  };
}

/** What the model was asked last, but for summaries. */
export function lastPrompt(provider: FakeProvider): ChatMessage[] {
  return prompts(provider).findLast((messages) => !asksForSummary(messages)) ?? [];
}

/** What the model was asked, in order. */
export function prompts(provider: FakeProvider): ChatMessage[][] {
  return provider.requests.filter(({ method }) => method === 'POST').map(({ body }) => messagesOf(body));
}

/** The system text of a prompt. */
export function systemOf(messages: readonly ChatMessage[]): string {
  return messages.find(({ role }) => role === 'system')?.content ?? '';
}

/** Resolves when no job is left that sums up. */
export async function whenQuiet({ database: { prisma } }: Pick<TestServer, 'database'>): Promise<void> {
  await vi.waitFor(
    async () => {
      const state = { in: ['WAITING', 'DELAYED', 'ACTIVE'] as const };
      expect(await prisma.job.count({ where: { kind: 'SUMMARIZE_BRANCH', state: { in: [...state.in] } } })).toBe(0);
    },
    { timeout: 240_000, interval: 100 },
  );
}

export async function startTalks(environment: Record<string, string> = {}) {
  const { lex, provider } = await startServerWithProvider({ LEX_MODEL: MODEL, ...environment });
  return {
    lex,
    provider,
    talk: (conversationId?: string) => talkOf(lex.client, conversationId),
    whenQuiet: () => whenQuiet(lex),
    /** Stores a conversation of so many turns as if it had been held. @returns its global id */
    async stored(turns: number, textOf: (place: number) => string, systemPrompt?: string): Promise<string> {
      const { prisma } = lex.database;
      const { id: ownerId } = lex.server.app.viewer;
      const id = crypto.randomUUID();
      await prisma.conversation.create({
        data: { id, ownerId, title: 'Talk', titled: true, systemPrompt: systemPrompt ?? null },
      });
      const messages = Array.from({ length: 2 * turns }, (_, place) => ({ id: crypto.randomUUID(), place }));
      const rows = messages.map((each) => ({
        id: each.id,
        ownerId,
        conversationId: id,
        parentId: messages[each.place - 1]?.id ?? null,
        role: each.place % 2 === 0 ? ('USER' as const) : ('ASSISTANT' as const),
        state: 'COMPLETED' as const,
        content: textOf(each.place),
      }));
      for (let from = 0; from < rows.length; from += 1_000) {
        await prisma.message.createMany({ data: rows.slice(from, from + 1_000) });
      }
      return encodeGlobalId('Conversation', id);
    },
  };
}

export function rowId(globalId: string): string {
  return decodeGlobalId(globalId).id;
}
