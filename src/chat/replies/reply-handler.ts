import { z } from 'zod';
import type { Viewer } from '../../accounts/viewer.ts';
import type { Database } from '../../database/database.ts';
import { NotFoundError, UnavailableError } from '../../errors.ts';
import type { EventBus } from '../../events/event-bus.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import { hasEnded, type Job, type JobEnd } from '../../jobs/job.ts';
import type { JobKindDefinition, JobRun } from '../../jobs/job-kind.ts';
import type { PlanDrawing } from '../../memory/facts/plan-extraction.ts';
import type { RecallHit } from '../../memory/memory.ts';
import type { MemoryService } from '../../memory/memory-service.ts';
import type { ModelContext } from '../../models/contexts/model-context.ts';
import type { ModelContexts } from '../../models/contexts/model-contexts.ts';
import { type AnswerEnd, ModelError, type Prompt } from '../../models/model.ts';
import type { Models } from '../../models/models.ts';
import type { Task } from '../../queue/task-queue.ts';
import { untilDone } from '../../time/retry-until.ts';
import type { ReplyEnd } from '../conversations/message.ts';
import { titleFrom } from '../conversations/title.ts';
import { answerWithin } from '../prompt/answer-within.ts';
import { type Branch, type BranchMessage, readBranch } from '../prompt/branch.ts';
import { type ComposedPrompt, composePrompt } from '../prompt/compose-prompt.ts';
import { asRecalled, createModelMemory, recallFor } from '../prompt/model-memory.ts';
import { planSummary, summaryPoint } from '../summary/plan-summary.ts';
import type { ReplyLog } from './log/reply-log.ts';
import type { ReplyRun } from './log/reply-run.ts';
import { storeRuns } from './log/stored-runs.ts';
import { conversationTopic, replyTopic } from './reply-events.ts';
import { type ReplyInput, replyTask } from './reply-task.ts';
import { ReplyWriter } from './reply-writer.ts';
import { WritingPace } from './writing-pace.ts';

/** A reply's job's result. Its text is the message's. */
const replyResult = z.object({
  finishReason: z.enum(['STOP', 'LENGTH', 'FILTERED']),
  inputTokens: z.int().optional(),
  outputTokens: z.int().optional(),
});
type ReplyResult = z.infer<typeof replyResult>;

/** A model that doesn't stop, or doesn't stop thinking, is stopped here, in UTF-16 units. */
const LONGEST_REPLY = 1_000_000;
const LONGEST_REASONING = 1_000_000;
/** How long one who ends a reply that he doesn't write tries to read what it has. */
const LOG_PATIENCE_MS = 2_000;

const END_STATES: Readonly<Record<JobEnd['state'], ReplyEnd>> = {
  COMPLETED: 'COMPLETED',
  FAILED: 'FAILED',
  CANCELLED: 'STOPPED',
};

/** What an attempt found out besides its words. */
interface Found {
  readonly branch: Branch;
  /** What of the branch the model was given last, and what was known of its context then. */
  prompt?: ComposedPrompt & { readonly in: ModelContext };
  /** What was recalled and had room in the prompt. */
  recalled?: readonly RecallHit[];
  /** What the model kept of the message while it answered. */
  readonly remembered: string[];
  readonly writer: ReplyWriter;
  /** Jobs that are stored with the reply's end: to look for more in the message, and to sum up the branch. */
  readonly following: Task[];
}

/** What writes replies: recalls, asks the model, appends its words to the log, and stores the text with the job's end. */
export function createReplyJob(deps: {
  database: Database;
  models: Models;
  contexts: ModelContexts;
  memory: MemoryService;
  log: ReplyLog;
  events: EventBus;
  planDrawing: PlanDrawing;
}): JobKindDefinition<ReplyInput> {
  const { database, models, contexts, memory, log, events, planDrawing } = deps;
  const pace = new WritingPace();
  // For the end of an attempt. A job that ends without an attempt has none.
  const found = new WeakMap<Job, Found>();

  async function handle(input: ReplyInput, { job, signal }: JobRun): Promise<ReplyResult> {
    const { messageId } = input;
    const model = models.resolve(input.model);
    const context = await contexts.of(model.name);
    const isEnough = (before: readonly BranchMessage[]) => fills(context, before);
    // Neither needs the other, and somebody waits for the first word.
    const [branch] = await Promise.all([readBranch(database, messageId, isEnough), log.begin(messageId, job.attempts)]);
    if (!branch) throw new NotFoundError('message');
    const viewer: Viewer = { id: job.ownerId, name: '', role: 'USER' };
    const hits = await recallFor(memory, viewer, branch.question.text);
    const remembered: string[] = [];
    const writer = new ReplyWriter({ log, events, pace, replyId: messageId, attempt: job.attempts });
    const attempt: Found = { branch, remembered, writer, following: [] };
    found.set(job, attempt);

    const { voiceMode, timeZone } = input;
    const now = new Date();
    const about = { messageId, jobId: job.id };
    const compose = (within: ModelContext): Prompt | undefined => {
      const prompt = composePrompt({
        branch,
        recalled: hits.map(asRecalled),
        voiceMode,
        now,
        timeZone,
        context: within,
      });
      if (!prompt) return undefined;
      const { turns, summary, memories } = prompt;
      const sent = new Map(memories.map(({ id, text }) => [id, text]));
      attempt.prompt = { ...prompt, in: within };
      attempt.recalled = hits.filter((hit) => sent.has(hit.memory.id));
      const recalled = attempt.recalled.map((hit) => ({
        ...asRecalled(hit),
        content: sent.get(hit.memory.id) ?? hit.memory.content,
      }));
      const modelMemory = createModelMemory(memory, viewer, { branch, recalled, remembered });
      return { turns, summary, voiceMode, memory: modelMemory, now, timeZone };
    };
    let end: ReplyResult = { finishReason: 'STOP' };
    const stopped = pace.begin();
    try {
      for await (const event of answerWithin({ model, contexts, signal, about }, compose)) {
        if (event.kind === 'end') end = resultOf(event);
        else writer.write(event);
        if (writer.given.text > LONGEST_REPLY) throw new ModelError('The answer grew too long and was cut off.');
        if (writer.given.reasoning > LONGEST_REASONING)
          throw new ModelError('The model thought for too long and was cut off.');
      }
    } finally {
      stopped();
      // What was written stays, however the attempt ended.
      await writer.flush();
    }
    return end;
  }

  /** What an attempt in another process has written, or an earlier one. @throws {UnavailableError} */
  async function writtenBefore(messageId: string): Promise<readonly ReplyRun[]> {
    const read = untilDone(() => log.read(messageId), { patienceMs: LOG_PATIENCE_MS });
    const logged = await read.catch((cause: unknown) => {
      throw new UnavailableError('What this reply has so far can not be read just now: try again.', { cause });
    });
    return logged?.runs ?? [];
  }

  async function recordEnd(job: Job, end: JobEnd): Promise<Prisma.Sql[]> {
    if (!job.messageId) return [];
    const attempt = found.get(job);
    const written = attempt?.writer.written ?? (await writtenBefore(job.messageId));
    const { content, reasoning, runLengths } = storeRuns(written);
    const { branch, recalled, prompt } = attempt ?? {};
    const result = end.state === 'COMPLETED' ? replyResult.parse(end.result) : undefined;
    const refs = recalled?.map(({ memory: { id }, score, reasons }) => ({ memoryId: id, score, reasons }));
    const statements = [
      Prisma.sql`UPDATE "Message" SET "state" = ${END_STATES[end.state]}::"MessageState", "content" = ${content},
        "reasoning" = ${reasoning}, "runLengths" = ${runLengths}::int[],
        "error" = ${end.state === 'FAILED' ? end.error : null}, "recalled" = COALESCE(${refs ? JSON.stringify(refs) : null}::jsonb, "recalled"),
        "inputTokens" = ${result?.inputTokens ?? null}::int, "outputTokens" = ${result?.outputTokens ?? null}::int,
        "finishReason" = ${result?.finishReason ?? null}::"FinishReason",
        "context" = ${prompt ? JSON.stringify(prompt.context) : null}::jsonb
      FROM changed WHERE "Message"."id" = changed."messageId"`,
    ];
    if (end.state === 'COMPLETED' && branch && !branch.titled) {
      statements.push(
        Prisma.sql`UPDATE "Conversation" SET "title" = ${titleFrom(branch.question.text, content)}, "titled" = TRUE
        FROM changed WHERE "Conversation"."id" = changed."conversationId" AND NOT "titled"`,
      );
    }
    if (end.state === 'COMPLETED' && attempt?.branch.drawsMemories) {
      const { question } = attempt.branch;
      const plan = planDrawing({ ...question, model: modelOf(job), remembered: attempt.remembered });
      if (plan) follow(attempt, statements, plan);
    }
    if (end.state === 'COMPLETED' && branch && prompt) {
      const messageId = summaryPoint(branch, { reply: content, ...prompt, context: prompt.in });
      if (messageId) follow(attempt, statements, planSummary({ messageId, model: modelOf(job) }));
    }
    return statements;
  }

  return {
    ...replyTask,
    timeLimitMs: models.timeLimitMs(replyTask.timeLimitMs),
    handle,
    record: {
      begin: () => [
        Prisma.sql`UPDATE "Message" SET "state" = 'STREAMING', "attempt" = changed."attempts", "content" = '', "reasoning" = NULL, "runLengths" = '{}',
          "error" = NULL, "finishReason" = NULL
        FROM changed WHERE "Message"."id" = changed."messageId"`,
      ],
      end: recordEnd,
      follow(job) {
        return found.get(job)?.following ?? [];
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

/** Has a job stored with the reply's end. */
function follow(
  attempt: Found | undefined,
  statements: Prisma.Sql[],
  plan: { task: Task; statement: Prisma.Sql },
): void {
  attempt?.following.push(plan.task);
  statements.push(plan.statement);
}

/** Whether messages fill all of a prompt. */
function fills(context: ModelContext, messages: readonly BranchMessage[]): boolean {
  return messages.reduce((sum, { content }) => sum + context.tokensOfTurn(content), 0) >= context.promptTokens;
}

function modelOf({ input }: Job): string {
  return replyTask.input.parse(input).model;
}

function resultOf({ finishReason, inputTokens, outputTokens }: AnswerEnd): ReplyResult {
  return { finishReason, inputTokens, outputTokens };
}
