import { randomUUID } from 'node:crypto';
import { Prisma } from '../../generated/prisma/client.ts';
import { insertJob } from '../../jobs/job-store.ts';
import type { Fact } from '../../models/model.ts';
import type { Task } from '../../queue/task-queue.ts';
import { extractFactsTask } from './extract-facts-task.ts';
import { mayHoldFact } from './may-hold-fact.ts';

/** The model that reads facts by patterns, here in the process. */
export const PATTERN_MODEL = 'local/lex';

/**
 * Decides whether a message that was answered is worth a job that draws memories from it. It reads nothing but the
 * text, since it is asked after every reply.
 *
 * @returns the job's task, and the statement that stores it within the one that ends the reply: it reads the reply's job
 *   from `changed`. Undefined when there is nothing to draw.
 */
export type PlanDrawing = (answered: {
  readonly messageId: string;
  readonly text: string;
  readonly model: string;
  /** What was kept while it was answered. */
  readonly remembered: readonly string[];
}) => { readonly task: Task; readonly statement: Prisma.Sql } | undefined;

export function createPlanDrawing({ readFacts }: { readFacts(text: string): readonly Fact[] }): PlanDrawing {
  return ({ messageId, text, model, remembered }) => {
    const isWorthIt = model === PATTERN_MODEL ? newFacts(readFacts(text), remembered).length > 0 : mayHoldFact(text);
    if (!isWorthIt) return undefined;
    const id = randomUUID();
    // Once for each message, whatever is tried again, and however many replies it gets. The message is locked, since it
    // may be deleted at this moment.
    const statement = insertJob(
      {
        id,
        ownerId: Prisma.sql`changed."ownerId"`,
        task: extractFactsTask,
        input: { messageId, model },
        conversationId: Prisma.sql`m."conversationId"`,
        messageId: Prisma.sql`m."id"`,
        idempotencyKey: `draw:${messageId}`,
      },
      Prisma.sql`FROM changed, "Message" m WHERE m."id" = ${messageId}::uuid FOR KEY SHARE OF m`,
    );
    return { task: { id, kind: extractFactsTask.kind }, statement };
  };
}

/** Facts that no text which was remembered already says: one may hold several of them. */
export function newFacts(facts: readonly Fact[], remembered: readonly string[]): Fact[] {
  return facts.filter(({ content }) => !remembered.some((text) => text.includes(content)));
}
