import { Prisma } from '../../generated/prisma/client.ts';
import type { Statement } from '../../jobs/job-store.ts';
import type { FinishReason } from '../../models/model.ts';
import type { StoredCitation } from '../citations/stored-citation.ts';
import type { Message, ReplyEnd } from '../messages/message.ts';
import type { StoredRuns } from '../messages/stored-runs.ts';
import { FIRST_PAGE } from '../prompt/branch-store.ts';
import type { PromptContext } from '../prompt/prompt-context.ts';
import type { RecalledMemoryRef } from '../prompt/recalled-memories.ts';
import type { Wording } from '../search/words/wording.ts';
import { replaceWords } from '../search/words/words-store.ts';

/** What is stored of a reply when its job ends. */
export interface EndedReply extends StoredRuns {
  readonly state: ReplyEnd;
  readonly error: string | null;
  readonly errorCode: string | null;
  readonly result:
    | { readonly finishReason: FinishReason; inputTokens?: number | undefined; outputTokens?: number | undefined }
    | undefined;
  /** Undefined: what the row has of an earlier attempt stays. */
  readonly recalled: readonly RecalledMemoryRef[] | undefined;
  readonly context: PromptContext | undefined;
  readonly citations: readonly StoredCitation[];
}

// These statements run with the one that moves the reply's job, which they read from `changed`.

/** An attempt begins: what an earlier one has stored is gone. */
export const BEGIN_REPLY: Statement = Prisma.sql`
  UPDATE "Message" SET "state" = 'STREAMING', "attempt" = changed."attempts", "content" = '', "reasoning" = NULL,
    "runLengths" = '{}', "error" = NULL, "errorCode" = NULL, "finishReason" = NULL
  FROM changed WHERE "Message"."id" = changed."messageId"
  RETURNING "Message".*`;

/**
 * The reply that begins, and the end of its branch. The branch is read once BEGIN_REPLY has locked the reply, so it has
 * the question as it was edited until then; afterwards the question is edited no more.
 */
export const READ_BEGUN_REPLY: Statement = Prisma.sql`
  (SELECT jsonb_build_object('reply', to_jsonb(also_0) || jsonb_build_object('number', also_0."number"::text),
    'page', "branchPage"(also_0."id", also_0."id", ${Prisma.raw(String(FIRST_PAGE))})) FROM also_0)`;

/** The job is to be tried again after it ended. */
export const REOPEN_REPLY: Statement = Prisma.sql`
  UPDATE "Message" SET "state" = 'PENDING', "error" = NULL, "errorCode" = NULL
  FROM changed WHERE "Message"."id" = changed."messageId"`;

export function endReply({ content, reasoning, runLengths, ...reply }: EndedReply): Statement {
  const { state, error, errorCode, result, recalled, context, citations } = reply;
  return Prisma.sql`
    UPDATE "Message" SET "state" = ${state}::"MessageState", "content" = ${content}, "reasoning" = ${reasoning},
      "runLengths" = ${runLengths}::int[], "error" = ${error}, "errorCode" = ${errorCode},
      "recalled" = COALESCE(${recalled ? JSON.stringify(recalled) : null}::jsonb, "recalled"),
      "inputTokens" = ${result?.inputTokens ?? null}::int, "outputTokens" = ${result?.outputTokens ?? null}::int,
      "finishReason" = ${result?.finishReason ?? null}::"FinishReason",
      "context" = ${context ? JSON.stringify(context) : null}::jsonb, "citations" = ${JSON.stringify(citations)}::jsonb
    FROM changed WHERE "Message"."id" = changed."messageId"
    RETURNING "Message".*`;
}

/**
 * The words by which an ended reply is found. It comes second, since it reads the reply from the statement that ends
 * it: whoever deletes the reply meanwhile waits for both, and takes the words along.
 */
export function wordReply(wording: Wording, ownerId: string, { content }: EndedReply): Statement {
  return replaceWords(wording, { ownerId, text: content }, Prisma.sql`also_0`);
}

/** The row of a reply as {@link endReply} leaves it, without reading it again. */
export function endedRow(begun: Message, { result, recalled, context, ...stored }: EndedReply): Message {
  return {
    ...begun,
    ...stored,
    recalled: recalled ?? begun.recalled,
    inputTokens: result?.inputTokens ?? null,
    outputTokens: result?.outputTokens ?? null,
    finishReason: result?.finishReason ?? null,
    context: context ?? null,
  };
}

/** Gives the conversation its title, unless it has one that is to stay. */
export function titleConversation(title: string): Statement {
  return Prisma.sql`
    UPDATE "Conversation" SET "title" = ${title}, "titled" = TRUE
    FROM changed WHERE "Conversation"."id" = changed."conversationId" AND NOT "titled"`;
}
