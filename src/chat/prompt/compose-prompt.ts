import type { ModelContext } from '../../models/contexts/model-context.ts';
import {
  type DocumentSource,
  NO_MEMORY,
  type Prompt,
  type PromptMessage,
  type RecalledMemory,
} from '../../models/model.ts';
import type { Branch } from './branch.ts';
import { chooseHistory, historyOf } from './choose-history.ts';
import { type ChosenMemory, chooseMemories } from './choose-memories.ts';
import { fitQuestion } from './fit-question.ts';
import { fitText } from './fit-text.ts';
import type { PromptContext } from './prompt-context.ts';
import { summaryTokens } from './summary-budget.ts';

/** The parts of a prompt that fits into a model's context, and what was left out of it. */
export interface ComposedPrompt {
  readonly messages: readonly PromptMessage[];
  readonly summary: string | undefined;
  readonly memories: readonly ChosenMemory[];
  readonly context: PromptContext;
  /** How many tokens the messages before the next question may have, beside a summary and memories. */
  readonly historyTokens: number;
}

/** The largest share of a prompt that is for memories. */
const MEMORIES_SHARE = 1 / 6;
/**
 * Memories and the summary are measured each by what they add to a prompt without them. Both are whole numbers, rounded
 * up, so that the two together may take a token more for each.
 */
const ROUNDING = 2;
/** In a small context that share is little. Memories may then have this many tokens, if the history leaves them. */
const SMALL_MEMORIES = 300;

/**
 * Chooses what of a branch a model is given, so that the prompt fits into the model's context: the question, the
 * owner's instructions with the system prompt, what was recalled, and as many messages before the question as the
 * budget allows. These are whole, the newest ones, and begin with the user's. When some are left out, the summary of
 * the branch's beginning stands for them. Whatever is shortened says so in a note.
 *
 * @returns undefined when not even a word of the question fits
 */
export function composePrompt({
  branch,
  recalled,
  context,
  ...asked
}: {
  branch: Branch;
  recalled: readonly RecalledMemory[];
  context: ModelContext;
} & Pick<Prompt, 'voiceMode' | 'now' | 'timeZone'>): ComposedPrompt | undefined {
  const label = longestSource(recalled);
  const sizeOf: SizeOf = (messages, { summary, memories = [] } = {}) => {
    const memory = { ...NO_MEMORY, recalled: memories.map((content) => asMemory(content, label)) };
    return context.tokensOfPrompt({ ...asked, messages, summary, memory });
  };
  const question = fitQuestion(branch, context, sizeOf);
  if (!question) return undefined;
  const { system } = question;
  const history = historyOf(branch);
  const besideQuestion = context.promptTokens - sizeOf([...system, question.asked]) - ROUNDING;
  const memories = fitMemories(recalled, { history, branch, context, budget: besideQuestion, sizeOf });
  const texts = memories.map(({ text }) => text);
  const budget = besideQuestion - (sizeOf([], { memories: texts }) - sizeOf([]));
  const tokensOfSummary = (summary: string) => sizeOf([], { summary }) - sizeOf([]);
  // summaryTokens counts neither the words that introduce a summary nor what JSON adds to it.
  const summaryBudget = Math.min(budget / 2, tokensOfSummary('…') + summaryTokens(context) * 1.2);
  const { messages, summary, ...chosen } = chooseHistory(history, branch, {
    budget,
    tokensOf: (message) => context.tokensOfTurn(message),
    shortenSummary: (text) => fitText(text, (shorter) => tokensOfSummary(shorter) <= summaryBudget, 'ends'),
    tokensOfSummary,
  });
  const sent = [...system, ...messages, question.asked];
  return {
    messages: sent,
    summary,
    memories,
    context: {
      turnsSent: messages.length + 1,
      turnsSummarized: chosen.summarized,
      turnsLeftOut: chosen.leftOut,
      memoriesSent: memories.length,
      charactersLeftOut: memories.reduce(
        (sum, { leftOut }) => sum + leftOut,
        question.charactersLeftOut + chosen.charactersLeftOut,
      ),
      tokens: sizeOf(sent, { summary, memories: texts }),
      limitTokens: context.limitTokens,
    },
    historyTokens:
      context.promptTokens * (1 - MEMORIES_SHARE) - tokensOfSummary('…') - summaryTokens(context) - sizeOf(system),
  };
}

/** How many tokens a prompt of these parts has. */
type SizeOf = (
  messages: readonly PromptMessage[],
  more?: { readonly summary?: string | undefined; readonly memories?: readonly string[] },
) => number;

function fitMemories(
  recalled: readonly RecalledMemory[],
  parts: { history: readonly PromptMessage[]; branch: Branch; context: ModelContext; budget: number; sizeOf: SizeOf },
): ChosenMemory[] {
  const { history, branch, context, budget, sizeOf } = parts;
  const historyTokens = history.reduce((sum, message) => sum + context.tokensOfTurn(message), 0);
  const unused = branch.isWhole ? budget - historyTokens : 0;
  const share = Math.max(context.promptTokens * MEMORIES_SHARE, Math.min(SMALL_MEMORIES, unused));
  // What introduces the memories is counted once, and a token more for each memory, for what joins it to the others.
  // Where there are parts of documents, each memory is taken to have the longest of their labels.
  const one = sizeOf([], { memories: [''] });
  const isLabelled = recalled.some(({ source }) => source);
  const heading = isLabelled ? 2 * one - sizeOf([], { memories: ['', ''] }) : one;
  return chooseMemories(recalled, {
    budget: Math.min(budget, share) - heading,
    tokensOf: (content) => sizeOf([], { memories: [content] }) - heading + 1,
  });
}

function asMemory(content: string, source: DocumentSource | undefined): RecalledMemory {
  return { id: '', content, score: 0, reasons: [], source };
}

function longestSource(recalled: readonly RecalledMemory[]): DocumentSource | undefined {
  const sources = recalled.flatMap(({ source }) => source ?? []);
  return sources.sort((one, other) => other.document.length - one.document.length)[0];
}
