import { z } from 'zod';
import type { FakeAnswer } from './fake-provider.ts';

const chatCompletion = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) });

export type ChatMessage = z.infer<typeof chatCompletion>['messages'][number];

/** The messages that a model was asked with. */
export function messagesOf(body: unknown): ChatMessage[] {
  return chatCompletion.parse(body).messages;
}

/** Whether they are those that ask for a summary. */
export function asksForSummary(messages: readonly ChatMessage[]): boolean {
  return messages[0]?.role === 'system' && messages[0].content.startsWith('Summarize');
}

export interface StrictModel {
  readonly contextTokens: number;
  /** @default one for every three characters */
  readonly tokensOf?: (text: string) => number;
  /** Whether a refusal says how much it takes. @default true */
  readonly tells?: boolean;
  /** What it says to the last turn. @default a short sentence */
  readonly reply?: (messages: readonly ChatMessage[]) => string;
}

/** The longest summary it gives, but for lines with a fact. */
const SUMMARY_LENGTH = 200;

/**
 * A model with a small context and a strict template. It refuses, with status 400 as servers of OpenAI's protocol do,
 * what has too many tokens by its own count, and messages that are not at most one system text and then the user's and
 * the assistant's in turns, the user's first and last. As a summary it gives the beginning of what it was given, and
 * each line of that with `FACT:`.
 */
export function strictModel({ contextTokens, tokensOf = thirds, tells = true, reply }: StrictModel): FakeAnswer {
  return {
    kind: 'by',
    answer(body) {
      const messages = messagesOf(body);
      const turns = messages.slice(messages[0]?.role === 'system' ? 1 : 0);
      const alternate = turns.every(({ role }, place) => role === (place % 2 === 0 ? 'user' : 'assistant'));
      if (!alternate || turns.at(-1)?.role !== 'user') {
        const message = 'Conversation roles must alternate user/assistant/user/assistant/...';
        return { kind: 'status', status: 400, message };
      }
      const tokens = messages.reduce((sum, { content }) => sum + tokensOf(content), 0);
      if (tokens > contextTokens) return tooLong(tokens, contextTokens, tells);
      const text = asksForSummary(messages)
        ? summaryOf(turns[0]?.content ?? '')
        : (reply?.(messages) ?? 'I see. What else is there to say of it?');
      return { kind: 'text', pieces: [text], inputTokens: tokens };
    },
  };
}

function thirds(text: string): number {
  return Math.ceil(text.length / 3);
}

function tooLong(tokens: number, limit: number, tells: boolean): FakeAnswer & { kind: 'status' } {
  const message = tells
    ? `This model's maximum context length is ${limit} tokens. However, your messages resulted in ${tokens} tokens. ` +
      'Please reduce the length of the messages.'
    : 'The prompt is too long.';
  return { kind: 'status', status: 400, message, code: 'context_length_exceeded' };
}

function summaryOf(text: string): string {
  const facts = text.split('\n').flatMap((line) => /FACT:.*/.exec(line)?.[0] ?? []);
  return [...new Set(facts), text.slice(0, SUMMARY_LENGTH).replaceAll('FACT:', '')].join('\n');
}
