import { NO_MEMORY, type RecalledMemory, type Turn } from '../models/model.ts';
import type { ModelContext } from '../models/model-context.ts';
import type { Branch } from './branch.ts';
import { type ChosenMemory, chooseMemories } from './choose-memories.ts';
import { chooseTurns, turnsOf } from './choose-turns.ts';
import type { PromptContext } from './prompt-context.ts';
import { shorten } from './shorten.ts';

/** A prompt that has room in a model's context, and what had none. */
export interface ComposedPrompt {
  readonly turns: readonly Turn[];
  readonly summary: string | undefined;
  readonly memories: readonly ChosenMemory[];
  readonly context: PromptContext;
  /** How many tokens the turns before the next question may have, beside a summary and memories. */
  readonly historyTokens: number;
}

/** Of what a prompt may hold, at most so much is for each of these; the question and the history have the rest. */
export const INSTRUCTIONS_SHARE = 1 / 3;
export const SUMMARY_SHARE = 1 / 6;
export const MEMORIES_SHARE = 1 / 6;
/** So much of the system prompt stays even beside a question that would need all. */
const LEAST_INSTRUCTIONS_SHARE = 1 / 8;

/**
 * Chooses what of a branch a model is given, so that it has room in its context: the question, the system prompt, what was
 * recalled, and of the turns before the question as many as there is room for, whole and from the newest back, beginning
 * with the user's. When some are left out, the summary of the branch's beginning stands for them.
 *
 * A system prompt that is longer than its share is cut at the end, and a question that is longer than all of the room in
 * its middle, each with a note that says how much is missing. Undefined when not even a word of the question has room.
 */
export function composePrompt({
  branch,
  recalled,
  voiceMode,
  context,
}: {
  branch: Branch;
  recalled: readonly RecalledMemory[];
  voiceMode: boolean;
  context: ModelContext;
}): ComposedPrompt | undefined {
  const room = context.promptTokens;
  const sizeOf = (turns: readonly Turn[], more: { summary?: string; recalled?: readonly RecalledMemory[] } = {}) => {
    const memory = { ...NO_MEMORY, recalled: more.recalled ?? [] };
    return context.tokensOfPrompt({ turns, summary: more.summary, voiceMode, memory, now: new Date(0) });
  };

  const besideQuestion = room - context.tokensOfTurn(branch.question.text);
  const instructionsRoom = Math.max(
    room * LEAST_INSTRUCTIONS_SHARE,
    Math.min(room * INSTRUCTIONS_SHARE, besideQuestion),
  );
  const asSystem = (content: string): Turn[] => (content ? [{ role: 'system', content }] : []);
  const instructions = shorten(
    branch.systemPrompt ?? '',
    (text) => sizeOf(asSystem(text)) <= instructionsRoom,
    'start',
  );
  const system = asSystem(instructions.text);
  const question = shorten(
    branch.question.text,
    (content) => sizeOf([...system, { role: 'user', content }]) <= room,
    'ends',
  );
  if (!question.text) return undefined;
  const asked: Turn = { role: 'user', content: question.text };
  let left = room - sizeOf([...system, asked]);

  // Within a block of memories, or of a summary, a text costs more than by itself.
  const bare = sizeOf(system);
  const heading = sizeOf(system, { recalled: [asMemory('')] }) - bare;
  const memories = chooseMemories(recalled, {
    room: Math.min(left, room * MEMORIES_SHARE) - heading,
    tokensOf: (content) => sizeOf(system, { recalled: [asMemory(content)] }) - bare - heading + 1,
  });
  const chosen = memories.map(({ text }) => asMemory(text));
  if (chosen.length > 0) left -= sizeOf(system, { recalled: chosen }) - bare;

  const history = turnsOf(branch);
  const summaryRoom = Math.min(left / 2, room * SUMMARY_SHARE);
  const withSummary = (text: string) => sizeOf(system, { summary: text }) - bare;
  const turns = chooseTurns(history, branch, {
    room: left,
    tokensOf: (text) => context.tokensOfTurn(text),
    shortenSummary: (text) => shorten(text, (shorter) => withSummary(shorter) <= summaryRoom, 'ends'),
    tokensOfSummary: withSummary,
  });
  const sent = [...system, ...turns.turns, asked];
  const summary = turns.summary;
  return {
    turns: sent,
    summary,
    memories,
    context: {
      turnsSent: turns.turns.length + 1,
      turnsSummarized: turns.summarized,
      turnsLeftOut: turns.leftOut,
      memoriesSent: memories.length,
      charactersLeftOut:
        instructions.leftOut +
        question.leftOut +
        turns.charactersLeftOut +
        memories.reduce((sum, memory) => sum + memory.leftOut, 0),
      tokens: sizeOf(sent, { ...(summary === undefined ? {} : { summary }), recalled: chosen }),
      limitTokens: context.limitTokens,
    },
    historyTokens: room * (1 - SUMMARY_SHARE - MEMORIES_SHARE) - bare,
  };
}

function asMemory(content: string): RecalledMemory {
  return { id: '', content, score: 0, reasons: [] };
}
