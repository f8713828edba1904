import { z } from 'zod';

/** How much of its branch, and of what was recalled, the model of a reply was given. All are whole numbers. */
export interface PromptContext {
  /** Turns that it was given as they stand, the question among them. */
  readonly turnsSent: number;
  /** Older turns for which a summary stood. */
  readonly turnsSummarized: number;
  /** Older turns of which it was given nothing. */
  readonly turnsLeftOut: number;
  /** Memories that it was given, whole or shortened. */
  readonly memoriesSent: number;
  /** Characters of the system prompt, and of the turns and memories that were given, for which there was no room. */
  readonly charactersLeftOut: number;
  /** About how many tokens the prompt had. */
  readonly tokens: number;
  /** What a prompt and its answer were taken to hold together. */
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

/** Reads the column as it was stored; null of a message that no model wrote, or that was written before it was kept. */
export function readPromptContext(column: unknown): PromptContext | null {
  return column === null ? null : schema.parse(column);
}
