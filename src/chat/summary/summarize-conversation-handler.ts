import type { Database } from '../../database/database.ts';
import { BadUserInputError, NotFoundError } from '../../errors.ts';
import type { JobKindDefinition, JobRun } from '../../jobs/job-kind.ts';
import type { ModelContexts } from '../../models/contexts/model-contexts.ts';
import type { Model } from '../../models/model.ts';
import type { Models } from '../../models/models.ts';
import { type RunningSummary, sumUp } from './running-summary.ts';
import { type SummarizeConversationInput, summarizeConversationTask } from './summarize-conversation-task.ts';
import { transcriptLine } from './transcript.ts';

/** The result that the owner of the job sees. */
interface Summary {
  readonly summary: string;
  /** How many messages it sums up. */
  readonly messages: number;
  /** False when the model broke off a summary for want of tokens, or wrote one that had to be cut: something is missing. */
  readonly whole: boolean;
}

const PAGE = 100;

/** Sums up a conversation in the background, step by step. Nothing is written but the job, so it can begin again. */
export function createSummarizeJob({
  database: { prisma },
  models,
  contexts,
}: {
  database: Database;
  models: Models;
  contexts: ModelContexts;
}): JobKindDefinition<SummarizeConversationInput> {
  async function handle(
    { conversationId }: SummarizeConversationInput,
    { job, signal, progress }: JobRun,
  ): Promise<Summary> {
    await progress(0, 'Reading the conversation');
    const where = { conversationId, ownerId: job.ownerId, content: { not: '' } };
    const messages = await prisma.message.count({ where });
    const model = await modelOf(conversationId, job.ownerId);
    let summary: RunningSummary | undefined;
    for await (summary of sumUp(
      { model, contexts, signal, about: { jobId: job.id } },
      { before: undefined, lines: readLines(where) },
    )) {
      // More may have been said since.
      const total = Math.max(messages, summary.lines);
      await progress((summary.lines / total) * 99, `${summary.lines} of ${total} messages are summed up`);
    }
    if (!summary) throw new NotFoundError('conversation');
    return { summary: summary.text, messages: summary.lines, whole: summary.isWhole };
  }

  /** The one that answered in the conversation last; where that isn't set up any more, the one that answers by default. */
  async function modelOf(conversationId: string, ownerId: string): Promise<Model> {
    const last = await prisma.message.findFirst({
      where: { conversationId, ownerId, model: { not: null } },
      select: { model: true },
      orderBy: { number: 'desc' },
    });
    try {
      return models.resolve(last?.model);
    } catch (error) {
      if (!(error instanceof BadUserInputError)) throw error;
      return models.resolve(undefined);
    }
  }

  async function* readLines(where: object): AsyncGenerator<string> {
    let after = 0n;
    for (;;) {
      const rows = await prisma.message.findMany({
        where: { ...where, number: { gt: after } },
        select: { number: true, role: true, content: true },
        orderBy: { number: 'asc' },
        take: PAGE,
      });
      yield* rows.map(transcriptLine);
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      after = last.number;
    }
  }

  return {
    ...summarizeConversationTask,
    timeLimitMs: models.timeLimitMs(summarizeConversationTask.timeLimitMs),
    handle,
  };
}
