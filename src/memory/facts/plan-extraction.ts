import { randomUUID } from 'node:crypto';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Fact } from '../../models/model.ts';
import type { Task } from '../../queue/task-queue.ts';
import { mayHoldFact } from './may-hold-fact.ts';

/** What the job that draws memories is told. */
export interface DrawInput {
  /** The user's message. */
  readonly messageId: string;
  /** The model that answered it, as provider/name: it is asked for the facts too. */
  readonly model: string;
}

/** The model that reads facts by patterns, here in the process. */
export const PATTERN_MODEL = 'local/lex';
/** Begun so often at most, counting processes that died. */
export const DRAW_ATTEMPTS = 3;

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
    const input: DrawInput = { messageId, model };
    // Once for each message, whatever is tried again, and however many replies it gets. The message is locked, since it
    // may be deleted at this moment.
    const statement = Prisma.sql`
      INSERT INTO "Job" ("id", "ownerId", "kind", "input", "attemptLimit", "idempotencyKey", "conversationId", "messageId")
      SELECT ${id}::uuid, changed."ownerId", 'DRAW_MEMORIES'::"JobKind", ${JSON.stringify(input)}::jsonb, ${DRAW_ATTEMPTS}::int,
        ${`draw:${messageId}`}, m."conversationId", m."id"
      FROM changed, "Message" m WHERE m."id" = ${messageId}::uuid FOR KEY SHARE OF m
      ON CONFLICT ("ownerId", "idempotencyKey") DO NOTHING`;
    return { task: { id, kind: 'DRAW_MEMORIES' }, statement };
  };
}

/** Facts that no text which was remembered already says: one may hold several of them. */
export function newFacts(facts: readonly Fact[], remembered: readonly string[]): Fact[] {
  return facts.filter(({ content }) => !remembered.some((text) => text.includes(content)));
}
