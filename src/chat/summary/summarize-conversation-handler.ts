import { BadUserInputError, NotFoundError } from '../../errors.ts';
import type { Job } from '../../jobs/job.ts';
import type { AttemptContext, JobHandler } from '../../jobs/job-kind.ts';
import type { ModelContexts } from '../../models/contexts/model-contexts.ts';
import type { Model } from '../../models/model.ts';
import type { Models } from '../../models/models.ts';
import type { ConversationTextStore } from './conversation-text-store.ts';
import { type RunningSummary, sumUp } from './running-summary.ts';
import { type SummarizeConversationInput, summarizeConversationTask } from './summarize-conversation-task.ts';

/** The result of the job, which its owner sees. */
interface Summary {
  readonly summary: string;
  /** How many messages it sums up. */
  readonly messages: number;
  /** False when something is missing: the model broke off for want of tokens, or wrote more than a summary may hold. */
  readonly whole: boolean;
}

/** Sums up a conversation step by step. Only the job is written, so each attempt begins from the start. */
export function createSummarizeConversationHandler(deps: {
  texts: ConversationTextStore;
  models: Models;
  contexts: ModelContexts;
}): JobHandler<SummarizeConversationInput, 'SUMMARIZE_CONVERSATION'> {
  const { texts, models, contexts } = deps;

  async function summarize(job: Job, conversationId: string, context: AttemptContext): Promise<Summary> {
    const { signal, progress } = context;
    const { ownerId } = job;
    await progress(0, 'Reading the conversation');
    const messages = await texts.countTexts(conversationId, ownerId);
    const model = resolveOrDefault(models, await texts.lastModel(conversationId, ownerId));
    const payer = { ownerId, use: 'SUMMARY' } as const;
    const asked = { model, contexts, payer, signal, about: { jobId: job.id } };
    let summary: RunningSummary | undefined;
    for await (summary of sumUp(asked, { before: undefined, lines: texts.lines(conversationId, ownerId) })) {
      // More may have been said since.
      const total = Math.max(messages, summary.lines);
      await progress((summary.lines / total) * 99, `${summary.lines} of ${total} messages are summed up`);
    }
    if (!summary) throw new NotFoundError('conversation');
    return { summary: summary.text, messages: summary.lines, whole: summary.isWhole };
  }

  return {
    task: summarizeConversationTask,
    timeLimitMs: models.timeLimitMs(summarizeConversationTask.timeLimitMs),
    start: (job) => ({ run: ({ conversationId }, context) => summarize(job, conversationId, context) }),
  };
}

/** The model of that name; where it isn't set up any more, the one that answers by default. */
function resolveOrDefault(models: Models, name: string | undefined): Model {
  try {
    return models.resolve(name);
  } catch (error) {
    if (!(error instanceof BadUserInputError)) throw error;
    return models.resolve(undefined);
  }
}
