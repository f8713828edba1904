import type { ModelContext } from '../../models/contexts/model-context.ts';
import { NO_MEMORY, type Prompt, type RecalledMemory, type Turn } from '../../models/model.ts';
import type { Branch } from './branch-store.ts';
import { chooseTurns, turnsOf } from './choose-history.ts';
import { type ChosenMemory, chooseMemories } from './choose-memories.ts';
import { fitQuestion } from './fit-question.ts';
import { shorten } from './fit-text.ts';
import type { PromptContext } from './prompt-context.ts';
import { summaryTokens } from './summary-budget.ts';

/** A prompt that has room in a model's context, and what had none. */
export interface ComposedPrompt {
  readonly turns: readonly Turn[];
  readonly summary: string | undefined;
  readonly memories: readonly ChosenMemory[];
  readonly context: PromptContext;
  /** How many tokens the turns before the next question may have, beside a summary and memories. */
  readonly historyTokens: number;
}

/** Of what a prompt may hold, at most so much is for memories. */
const MEMORIES_SHARE = 1 / 6;
/** In a small context that is little: so many tokens memories may have anyway, where the history leaves them. */
const SMALL_MEMORIES = 300;

/**
 * Chooses what of a branch a model is given, so that it has room in its context: the question, the system prompt, what was
 * recalled, and of the turns before the question as many as there is room for, whole and from the newest back, beginning
 * with the user's. When some are left out, the summary of the branch's beginning stands for them. What is shortened says so
 * in a note. Undefined when not even a word of the question has room.
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
  const sizeOf: SizeOf = (turns, { summary, memories = [] } = {}) => {
    const memory = { ...NO_MEMORY, recalled: memories.map(asMemory) };
    return context.tokensOfPrompt({ ...asked, turns, summary, memory });
  };
  const question = fitQuestion(branch, context, sizeOf);
  if (!question) return undefined;
  const { system } = question;
  const history = turnsOf(branch);
  const room = context.promptTokens;
  const unasked = room - sizeOf([...system, question.asked]);
  const memories = fitMemories(recalled, { history, branch, context, room: unasked, sizeOf });
  const texts = memories.map(({ text }) => text);
  const left = unasked - (sizeOf([], { memories: texts }) - sizeOf([]));
  const tokensOfSummary = (summary: string) => sizeOf([], { summary }) - sizeOf([]);
  // What stands round a summary isn't counted as its own, and neither is some of what JSON adds.
  const summaryRoom = Math.min(left / 2, tokensOfSummary('…') + summaryTokens(context) * 1.2);
  const { turns, summary, ...chosen } = chooseTurns(history, branch, {
    room: left,
    tokensOf: (text) => context.tokensOfTurn(text),
    shortenSummary: (text) => shorten(text, (shorter) => tokensOfSummary(shorter) <= summaryRoom, 'ends'),
    tokensOfSummary,
  });
  const sent = [...system, ...turns, question.asked];
  return {
    turns: sent,
    summary,
    memories,
    context: {
      turnsSent: turns.length + 1,
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
    historyTokens: room * (1 - MEMORIES_SHARE) - tokensOfSummary('…') - summaryTokens(context) - sizeOf(system),
  };
}

/** How many tokens a prompt has of these parts. */
type SizeOf = (
  turns: readonly Turn[],
  more?: { readonly summary?: string | undefined; readonly memories?: readonly string[] },
) => number;

function fitMemories(
  recalled: readonly RecalledMemory[],
  parts: { history: readonly Turn[]; branch: Branch; context: ModelContext; room: number; sizeOf: SizeOf },
): ChosenMemory[] {
  const { history, branch, context, room, sizeOf } = parts;
  const turns = history.reduce((sum, { content }) => sum + context.tokensOfTurn(content), 0);
  const unused = branch.isWhole ? room - turns : 0;
  const share = Math.max(context.promptTokens * MEMORIES_SHARE, Math.min(SMALL_MEMORIES, unused));
  // Within its block a memory costs more than by itself.
  const heading = sizeOf([], { memories: [''] });
  return chooseMemories(recalled, {
    room: Math.min(room, share) - heading,
    tokensOf: (content) => sizeOf([], { memories: [content] }) - heading + 1,
  });
}

function asMemory(content: string): RecalledMemory {
  return { id: '', content, score: 0, reasons: [] };
}
