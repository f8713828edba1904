import type { PromptMessage } from '../../models/model.ts';
import type { Branch } from './branch.ts';
import { type FittedText, fitText } from './fit-text.ts';

/** A message of the branch that says something. */
export interface HistoryMessage extends PromptMessage {
  readonly id: string;
  /** Its place in the branch's `before`. */
  readonly at: number;
}

/** The messages before the question that a model is given, and what becomes of the others. */
export interface ChosenHistory {
  /** Oldest first; there is none, or the first is the user's. */
  readonly messages: readonly PromptMessage[];
  /** What stands for the messages that are left out; undefined when nothing does. */
  readonly summary: string | undefined;
  /** How many messages the summary stands for. */
  readonly summarized: number;
  /** How many messages neither are given nor have a summary that stands for them. */
  readonly leftOut: number;
  /** How many characters are missing of the messages and the summary that are given. */
  readonly charactersLeftOut: number;
}

/** A message that is cut to fewer tokens than this says nothing. */
const LEAST_TOKENS = 60;

const ROLES = { USER: 'user', ASSISTANT: 'assistant' } as const;

/** The messages before the question, newest first, without replies that have no text. */
export function historyOf({ before }: Pick<Branch, 'before'>): HistoryMessage[] {
  return before.flatMap(({ id, role, content, images }, at) =>
    (role === 'USER' || role === 'ASSISTANT') && content.trim()
      ? [{ id, role: ROLES[role], content, ...(images && { images }), at }]
      : [],
  );
}

/**
 * Chooses whole messages from the newest back, as many as the budget allows. When not even the last question and its
 * answers fit whole, parts of these are chosen.
 */
export function chooseHistory(
  history: readonly HistoryMessage[],
  branch: Pick<Branch, 'summary' | 'isWhole' | 'unread'>,
  options: {
    /** How many tokens the messages and the summary may have. */
    budget: number;
    tokensOf(message: PromptMessage): number;
    shortenSummary(text: string): FittedText;
    tokensOfSummary(text: string): number;
  },
): ChosenHistory {
  const { budget, tokensOf } = options;
  if (branch.isWhole && newestWithin(history, budget, tokensOf) === history.length) {
    const sent = history.slice(0, beginningWithUser(history, history.length));
    const leftOut = history.length - sent.length;
    return {
      messages: sent.toReversed().map(asPromptMessage),
      summary: undefined,
      summarized: 0,
      leftOut,
      charactersLeftOut: 0,
    };
  }
  const summary = branch.summary && options.shortenSummary(branch.summary.text);
  const left = budget - (summary?.text ? options.tokensOfSummary(summary.text) : 0);
  const count = beginningWithUser(history, newestWithin(history, left, tokensOf));
  const whole = history.slice(0, count).map(asPromptMessage);
  const parts = whole.length > 0 ? [] : partsOfNewest(history, left, tokensOf);
  const messages = parts.length > 0 ? parts.map(({ message }) => message) : whole;

  const isSummed = ({ at }: HistoryMessage) => branch.summary !== undefined && at >= branch.summary.at;
  const sent = history.slice(0, messages.length);
  const unsent = history.slice(messages.length);
  const summed = branch.summary ? branch.summary.turns - sent.filter(isSummed).length : 0;
  const others = unsent.filter((message) => !isSummed(message)).length + branch.unread;
  return {
    messages: messages.toReversed(),
    summary: summary?.text || undefined,
    summarized: summary?.text ? summed : 0,
    leftOut: others + (summary?.text ? 0 : summed),
    charactersLeftOut: parts.reduce((sum, { leftOut }) => sum + leftOut, summary?.text ? summary.leftOut : 0),
  };
}

/** How many of the newest messages are within the budget. */
function newestWithin(
  history: readonly HistoryMessage[],
  budget: number,
  tokensOf: (message: PromptMessage) => number,
): number {
  let left = budget;
  const first = history.findIndex((message) => {
    left -= tokensOf(message);
    return left < 0;
  });
  return first < 0 ? history.length : first;
}

/**
 * How many of so many messages remain when the oldest must be the user's: strict chat templates refuse a conversation
 * that begins with an answer.
 */
function beginningWithUser(history: readonly HistoryMessage[], count: number): number {
  let shorter = count;
  while (shorter > 0 && history[shorter - 1]?.role !== 'user') shorter--;
  return shorter;
}

/**
 * The last question and its answers, newest first, each shortened to the same share of the budget. Images have no room
 * there: what the text says of them stands for them.
 */
function partsOfNewest(
  history: readonly HistoryMessage[],
  budget: number,
  tokensOf: (message: PromptMessage) => number,
) {
  const newest = history.slice(0, history.findIndex(({ role }) => role === 'user') + 1);
  const share = budget / newest.length;
  if (newest.length === 0 || share < LEAST_TOKENS) return [];
  return newest.map(({ role, content }) => {
    const { text, leftOut } = fitText(content, (shorter) => tokensOf({ role, content: shorter }) <= share, 'ends');
    return { message: { role, content: text }, leftOut };
  });
}

function asPromptMessage({ role, content, images }: HistoryMessage): PromptMessage {
  return { role, content, ...(images && { images }) };
}
