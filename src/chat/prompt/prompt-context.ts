import { z } from 'zod';

/** How much of its branch, and of what was recalled, the model of a reply was given. All numbers are whole. */
export interface PromptContext {
  /** Messages that it was given, whole or shortened, the question among them. */
  readonly turnsSent: number;
  /** Older messages that a summary stood for. */
  readonly turnsSummarized: number;
  /** Older messages that it was given nothing of. */
  readonly turnsLeftOut: number;
  /** Memories that it was given, whole or shortened. */
  readonly memoriesSent: number;
  /**
   * Characters that were left out of the owner's instructions and the system prompt, and of the messages, summary and
   * memories that it was given.
   */
  readonly charactersLeftOut: number;
  /** About how many tokens the prompt had. */
  readonly tokens: number;
  /** How many tokens a prompt and its answer were assumed to hold together. */
  readonly limitTokens: number;
}

const count = z.int().min(0);
const schema: z.ZodType<PromptContext> = z.object({
  turnsSent: count,
  turnsSummarized: count,
  turnsLeftOut: count,
  memoriesSent: count,
  charactersLeftOut: count,
  tokens: count,
  limitTokens: count,
});

/** Reads the column of a message's row; null when no model was asked, or when an older version of Lex asked it. */
export function readPromptContext(column: unknown): PromptContext | null {
  return column === null ? null : schema.parse(column);
}
