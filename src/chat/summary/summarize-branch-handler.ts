import { formatModelName } from '../../config/model-name.ts';
import type { Job } from '../../jobs/job.ts';
import type { AttemptContext, JobHandler } from '../../jobs/job-kind.ts';
import type { ModelContexts } from '../../models/contexts/model-contexts.ts';
import type { Models } from '../../models/models.ts';
import type { BranchSummaryStore } from './branch-summary-store.ts';
import { sumUp } from './running-summary.ts';
import { type SummarizeBranchInput, summarizeBranchTask } from './summarize-branch-task.ts';

/** The result of the job, which its owner sees. */
interface SummedUp {
  /** How many messages the summary stands for; 0 when they were deleted meanwhile. */
  readonly messages: number;
  /** How many of them an earlier summary stood for. */
  readonly before: number;
}

/**
 * Writes the summary of a branch, which stands in prompts for the messages that they have no budget for. The nearest
 * earlier summary and the messages since become the next. Each step is stored under the message up to which it goes, so
 * that an attempt that dies loses one step at most. A summary that is stored stays as it is, whoever wrote it.
 */
export function createSummarizeBranchHandler(deps: {
  summaries: BranchSummaryStore;
  models: Models;
  contexts: ModelContexts;
}): JobHandler<SummarizeBranchInput, 'SUMMARIZE_BRANCH'> {
  const { summaries, models, contexts } = deps;

  async function summarize(job: Job, input: SummarizeBranchInput, context: AttemptContext): Promise<SummedUp> {
    const { signal, progress } = context;
    const { ownerId } = job;
    const path = await summaries.pathTo(ownerId, input.messageId);
    if (!path) return { messages: 0, before: 0 };
    const { messages } = path;
    const before = path.before?.turns ?? 0;
    const model = models.resolve(input.model);
    const payer = { ownerId, use: 'SUMMARY' } as const;
    const asked = { model, contexts, payer, signal, about: { jobId: job.id } };
    for await (const step of sumUp(asked, { before: path.before?.text, lines: summaries.lines(messages) })) {
      const last = messages[step.lines - 1];
      const isEnd = step.lines === messages.length && !step.isWithinLine;
      // What follows a summary in a prompt begins with the user's message.
      if (step.isWithinLine || !last || !(isEnd || last.role === 'ASSISTANT')) continue;
      signal.throwIfAborted();
      const messageId = isEnd ? input.messageId : last.id;
      const summary = { messageId, text: step.text, turns: before + step.lines, model: formatModelName(model.name) };
      if (!(await summaries.put(ownerId, summary))) return { messages: 0, before };
      await progress((step.lines / messages.length) * 99, `${step.lines} of ${messages.length} messages are summed up`);
    }
    return { messages: before + messages.length, before };
  }

  return {
    task: summarizeBranchTask,
    timeLimitMs: models.timeLimitMs(summarizeBranchTask.timeLimitMs),
    start: (job) => ({ run: (input, context) => summarize(job, input, context) }),
  };
}
