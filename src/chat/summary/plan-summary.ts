import { formatModelName } from '../../config/model-name.ts';
import type { FollowUp } from '../../jobs/job-kind.ts';
import type { ModelContext } from '../../models/contexts/model-context.ts';
import type { Branch } from '../prompt/branch.ts';
import { historyOf } from '../prompt/choose-history.ts';
import type { ComposedPrompt } from '../prompt/compose-prompt.ts';
import { followUpSummary } from './summarize-branch-store.ts';

/** A branch that has just got a reply. */
interface Answered extends Pick<ComposedPrompt, 'historyTokens'> {
  readonly reply: string;
  /** Of the model that wrote the reply, which is asked for the summary too. */
  readonly context: ModelContext;
}

/** A summary is begun when the history fills this share of its budget: before anything falls out. */
const BEGIN_AT = 3 / 4;
/**
 * This share of the budget is left to the newest messages, which are not summed up: more must come before the next
 * summary.
 */
const LEAVE = 1 / 2;

/** The job that sums up the beginning of a branch; undefined while the branch is short enough. */
export function planSummary(branch: Branch, answered: Answered): FollowUp | undefined {
  const messageId = summaryPoint(branch, answered);
  return messageId === undefined
    ? undefined
    : followUpSummary({ messageId, model: formatModelName(answered.context.model) });
}

/**
 * The message up to which a branch is to be summed up. It is a reply, so that what follows begins with the user's
 * message. Undefined while the history is within its budget.
 */
function summaryPoint(branch: Branch, { reply, historyTokens, context }: Answered): string | undefined {
  const end = branch.summary?.at ?? Number.POSITIVE_INFINITY;
  const messages = historyOf(branch).filter(({ at }) => at < end);
  // The turn that has just ended is part of the history from now on.
  let newer = context.tokensOfMessage(reply) + context.tokensOfMessage(branch.question.text);
  const tokens = messages.reduce((sum, { content }) => sum + context.tokensOfMessage(content), newer);
  if (tokens <= historyTokens * BEGIN_AT && branch.unread === 0) return undefined;
  let point: string | undefined;
  for (const { id, role, content } of messages) {
    if (point && newer > historyTokens * LEAVE) break;
    if (role === 'assistant') point = id;
    newer += context.tokensOfMessage(content);
  }
  return point;
}
