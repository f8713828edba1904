import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { FollowUp } from '../../jobs/job-kind.ts';
import { followUp } from '../../jobs/job-store.ts';
import { type ExtractFactsInput, extractFactsTask } from './extract-facts-task.ts';

/** What a user said, as facts are looked for in it. */
export interface SaidMessage {
  readonly id: string;
  readonly number: bigint;
  readonly createdAt: Date;
  readonly content: string;
}

export interface ExtractionStore {
  /** Undefined when the owner has no such message (any more), or doesn't let facts be extracted from it. */
  messageToRead(ownerId: string, messageId: string): Promise<SaidMessage | undefined>;
}

export function createExtractionStore({ prisma }: Pick<Database, 'prisma'>): ExtractionStore {
  return {
    async messageToRead(ownerId, messageId) {
      const message = await prisma.message.findFirst({
        where: { id: messageId, ownerId, role: 'USER' },
        include: { conversation: { select: { drawsMemories: true, owner: { select: { drawsMemories: true } } } } },
      });
      return message?.conversation.drawsMemories && message.conversation.owner.drawsMemories ? message : undefined;
    },
  };
}

/**
 * The job that extracts facts from a message, to be stored with the end of a reply to it: once for each message,
 * whatever is tried again, and however many replies the message gets.
 */
export function followUpExtraction(input: ExtractFactsInput): FollowUp {
  return followUp(
    {
      ownerId: Prisma.sql`changed."ownerId"`,
      task: extractFactsTask,
      input,
      conversationId: Prisma.sql`m."conversationId"`,
      messageId: Prisma.sql`m."id"`,
      idempotencyKey: `draw:${input.messageId}`,
    },
    // The message is locked, since it may be deleted at this moment.
    Prisma.sql`FROM changed, "Message" m WHERE m."id" = ${input.messageId}::uuid FOR KEY SHARE OF m`,
  );
}
