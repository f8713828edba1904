import { expect } from 'vitest';
import {
  ChatDocument,
  type ChatInput,
  MemoriesDocument,
  MemoryHistoryDocument,
  RecallDocument,
} from '../../../src/generated/graphql.ts';
import { readId } from '../../../src/global-id.ts';
import type { Job } from '../../../src/jobs/job.ts';
import type { ExtractedFact } from '../../../src/memory/facts/extracted-fact.ts';
import type { TestServer } from '../../support/lex/start-server.ts';

/** A message that was said and answered. */
export interface Said {
  /** Global ids. */
  readonly messageId: string;
  readonly conversationId: string;
  readonly replyId: string;
  readonly answer: string;
}

export async function say(lex: TestServer, message: string, more: Partial<ChatInput> = {}): Promise<Said> {
  const { chat } = await lex.client.run(ChatDocument, { input: { message, waitMs: 20_000, ...more } });
  expect(chat.reply.state).toBe('COMPLETED');
  return {
    messageId: chat.message.id,
    conversationId: chat.conversation.id,
    replyId: chat.reply.id,
    answer: chat.reply.content,
  };
}

/** The job that extracts facts from a message, as it is at its end; undefined when none was made. */
export async function extraction(lex: TestServer, { messageId }: Said): Promise<Job | undefined> {
  const jobs = await lex.database.prisma.job.findMany({
    where: { kind: 'DRAW_MEMORIES', messageId: readId('Message', messageId) },
  });
  expect(jobs.length).toBeLessThan(2);
  return jobs[0] && lex.server.app.jobs.whenEnded(lex.server.app.viewer.id, jobs[0].id, 120_000);
}

/** What is remembered, oldest first. */
export async function remembered(lex: TestServer): Promise<string[]> {
  const { memories } = await lex.client.run(MemoriesDocument, { first: 100 });
  return memories.edges.map(({ node }) => node.content).reverse();
}

/** What a search brings back, best first. */
export async function recalled(lex: TestServer, query: string): Promise<string[]> {
  const { recall } = await lex.client.run(RecallDocument, { query });
  return recall.map(({ memory }) => memory.content);
}

/** A memory with what it said before, by its global id. */
export async function memoryOf(lex: TestServer, id: string) {
  const { node } = await lex.client.run(MemoryHistoryDocument, { id });
  if (!node) throw new Error('There is no such memory.');
  const { content, kept, source, history } = node;
  return { content, kept, source, history };
}

/** A fact of a message, as a job that reads that message would give it. */
export async function factOf(
  lex: TestServer,
  { messageId }: Said,
  fact: Omit<ExtractedFact, 'source' | 'isAsked'>,
): Promise<ExtractedFact> {
  const id = readId('Message', messageId);
  const { number, createdAt } = await lex.database.prisma.message.findUniqueOrThrow({ where: { id } });
  return { isAsked: false, ...fact, source: { messageId: id, number, createdAt } };
}
