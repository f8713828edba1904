import { z } from 'zod';
import type { Viewer } from '../accounts/viewer.ts';
import type { Database } from '../database/database.ts';
import { Prisma } from '../database/generated/client.ts';
import { NotFoundError, UnavailableError } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import { hasEnded, type Job, type JobEnd } from '../jobs/job.ts';
import type { JobKindDefinition, JobRun } from '../jobs/job-kind.ts';
import type { RecallHit } from '../memory/memory.ts';
import type { MemoryService } from '../memory/memory-service.ts';
import type { PlanDrawing } from '../memory/plan-drawing.ts';
import { type AnswerEnd, ModelError, type ModelMemory } from '../models/model.ts';
import type { Models } from '../models/models.ts';
import type { Task } from '../queue/task-queue.ts';
import { untilDone } from '../until-done.ts';
import { type Branch, readBranch } from './branch.ts';
import type { ReplyEnd } from './message.ts';
import { conversationTopic, replyTopic } from './reply-events.ts';
import type { ReplyLog } from './reply-log.ts';
import { ReplyWriter } from './reply-writer.ts';
import { titleFrom } from './title.ts';
import { WritingPace } from './writing-pace.ts';

/** What the job of a reply is told; the message says the rest. */
export interface ReplyInput {
  readonly messageId: string;
  readonly model: string;
  readonly voiceMode: boolean;
}

const replyInput: z.ZodType<ReplyInput> = z.object({
  messageId: z.uuid(),
  model: z.string(),
  voiceMode: z.boolean(),
});

/** A reply's job's result. Its text is the message's. */
const replyResult = z.object({
  finishReason: z.enum(['STOP', 'LENGTH', 'FILTERED']),
  inputTokens: z.int().optional(),
  outputTokens: z.int().optional(),
});
type ReplyResult = z.infer<typeof replyResult>;

/** Begun so often at most, counting processes that died. */
export const REPLY_ATTEMPTS = 3;
/** Or as long as a model may be waited for, and a little more, where that is longer. */
const TIME_LIMIT_MS = 15 * 60_000;
const WRITING_MS = 60_000;
/** A model that doesn't stop is stopped here, in UTF-16 units. */
const LONGEST_REPLY = 1_000_000;
const MEMORIES_FOR_A_REPLY = 8;
/** How long one who ends a reply that he doesn't write tries to read what it has. */
const LOG_PATIENCE_MS = 2_000;
/** Where LEX keeps what it is told, unless told otherwise. */
const NAMESPACE = 'default';

const END_STATES: Readonly<Record<JobEnd['state'], ReplyEnd>> = {
  COMPLETED: 'COMPLETED',
  FAILED: 'FAILED',
  CANCELLED: 'STOPPED',
};

/** What an attempt found out besides its words. */
interface Found {
  readonly branch: Branch;
  readonly recalled: readonly RecallHit[];
  /** What the model kept of the message while it answered. */
  readonly remembered: string[];
  readonly writer: ReplyWriter;
  /** The job that is stored with the reply's end, to look for more in the message. */
  drawing?: Task | undefined;
}

/** What writes replies: recalls, asks the model, appends its words to the log, and stores the text with the job's end. */
export function createReplyJob(deps: {
  database: Database;
  models: Models;
  memory: MemoryService;
  log: ReplyLog;
  events: EventBus;
  planDrawing: PlanDrawing;
}): JobKindDefinition<ReplyInput> {
  const { database, models, memory, log, events, planDrawing } = deps;
  const pace = new WritingPace();
  // For the end of an attempt. A job that ends without an attempt has none.
  const found = new WeakMap<Job, Found>();

  async function handle(input: ReplyInput, { job, signal }: JobRun): Promise<ReplyResult> {
    const { messageId } = input;
    // Neither needs the other, and somebody waits for the first word.
    const [branch] = await Promise.all([readBranch(database, messageId), log.begin(messageId, job.attempts)]);
    if (!branch) throw new NotFoundError('message');
    const viewer: Viewer = { id: job.ownerId, name: '', role: 'USER' };
    const recalled = await memory.recall(viewer, {
      query: branch.question.text,
      namespace: NAMESPACE,
      limit: MEMORIES_FOR_A_REPLY,
    });
    const remembered: string[] = [];
    const writer = new ReplyWriter({ log, events, pace, replyId: messageId, attempt: job.attempts });
    found.set(job, { branch, recalled, remembered, writer });

    let end: ReplyResult = { finishReason: 'STOP' };
    const prompt = {
      turns: branch.turns,
      voiceMode: input.voiceMode,
      memory: modelMemory(memory, viewer, { branch, recalled, remembered }),
      now: new Date(),
    };
    const stopped = pace.begin();
    try {
      for await (const event of models
        .resolve(input.model)
        .stream(prompt, { signal, about: { messageId, jobId: job.id } })) {
        if (event.kind === 'text') writer.write(event.text);
        if (event.kind === 'end') end = resultOf(event);
        if (writer.length > LONGEST_REPLY) throw new ModelError('The answer grew too long and was cut off.');
      }
    } finally {
      stopped();
      // What was written stays, however the attempt ended.
      await writer.flush();
    }
    return end;
  }

  /** What an attempt in another process has written, or an earlier one. @throws {UnavailableError} */
  async function textBefore(messageId: string): Promise<string> {
    const read = untilDone(() => log.read(messageId), { patienceMs: LOG_PATIENCE_MS });
    const logged = await read.catch((cause: unknown) => {
      throw new UnavailableError('What this reply has so far can not be read just now: try again.', { cause });
    });
    return logged?.text ?? '';
  }

  async function recordEnd(job: Job, end: JobEnd): Promise<Prisma.Sql[]> {
    if (!job.messageId) return [];
    const attempt = found.get(job);
    const text = attempt?.writer.written ?? (await textBefore(job.messageId));
    const { branch, recalled } = attempt ?? {};
    const result = end.state === 'COMPLETED' ? replyResult.parse(end.result) : undefined;
    const refs = recalled?.map(({ memory: { id }, score, reasons }) => ({ memoryId: id, score, reasons }));
    const statements = [
      Prisma.sql`UPDATE "Message" SET "state" = ${END_STATES[end.state]}::"MessageState", "content" = ${text},
        "error" = ${end.state === 'FAILED' ? end.error : null}, "recalled" = COALESCE(${refs ? JSON.stringify(refs) : null}::jsonb, "recalled"),
        "inputTokens" = ${result?.inputTokens ?? null}::int, "outputTokens" = ${result?.outputTokens ?? null}::int,
        "finishReason" = ${result?.finishReason ?? null}::"FinishReason"
      FROM changed WHERE "Message"."id" = changed."messageId"`,
    ];
    if (end.state === 'COMPLETED' && branch && !branch.titled) {
      statements.push(
        Prisma.sql`UPDATE "Conversation" SET "title" = ${titleFrom(branch.question.text, text)}, "titled" = TRUE
        FROM changed WHERE "Conversation"."id" = changed."conversationId" AND NOT "titled"`,
      );
    }
    if (end.state === 'COMPLETED' && attempt?.branch.drawsMemories) {
      const { question } = attempt.branch;
      const plan = planDrawing({ ...question, model: modelOf(job), remembered: attempt.remembered });
      attempt.drawing = plan?.task;
      if (plan) statements.push(plan.statement);
    }
    return statements;
  }

  return {
    kind: 'REPLY',
    input: replyInput,
    attempts: REPLY_ATTEMPTS,
    timeLimitMs: Math.max(TIME_LIMIT_MS, models.longestWaitMs + WRITING_MS),
    handle,
    record: {
      begin: () => [
        Prisma.sql`UPDATE "Message" SET "state" = 'STREAMING', "attempt" = changed."attempts", "content" = '', "error" = NULL, "finishReason" = NULL
        FROM changed WHERE "Message"."id" = changed."messageId"`,
      ],
      end: recordEnd,
      follow(job) {
        const drawing = found.get(job)?.drawing;
        return drawing ? [drawing] : [];
      },
      reopen: () => [
        Prisma.sql`UPDATE "Message" SET "state" = 'PENDING', "error" = NULL FROM changed WHERE "Message"."id" = changed."messageId"`,
      ],
      async changed(job) {
        if (!job.messageId) return;
        // The row has the end: a log that can't be told of it is only kept longer.
        if (hasEnded(job)) await log.end(job.messageId, job.attempts, END_STATES[job.state]).catch(() => undefined);
        events.publish(replyTopic(job.messageId), { key: job.messageId });
        if (job.conversationId) events.publish(conversationTopic(job.conversationId), { key: job.messageId });
      },
    },
  };
}

function modelOf({ input }: Job): string {
  return replyInput.parse(input).model;
}

function resultOf({ finishReason, inputTokens, outputTokens }: AnswerEnd): ReplyResult {
  return { finishReason, inputTokens, outputTokens };
}

/** The viewer's memory for the model that answers one message. */
function modelMemory(
  memory: MemoryService,
  viewer: Viewer,
  { branch, recalled, remembered }: Omit<Found, 'writer'>,
): ModelMemory {
  const asRecalled = ({ memory: { id, content }, score, reasons }: RecallHit) => ({ id, content, score, reasons });
  return {
    recalled: recalled.map(asRecalled),
    keepsUnasked: branch.drawsMemories,
    async recall(query, limit) {
      return (await memory.recall(viewer, { query, namespace: NAMESPACE, limit })).map(asRecalled);
    },
    async remember(fact) {
      // What it is kept under follows from what it says, so a second attempt at this reply finds it there.
      const { kind } = await memory.keepFact(viewer, { ...fact, source: branch.question });
      remembered.push(fact.content);
      return kind === 'refused' ? 'refused' : 'kept';
    },
    async forget(ids) {
      await memory.forgetByIds(viewer, ids);
    },
  };
}
