import { z } from 'zod';
import { BadUserInputError } from './errors.ts';

/** Whether a text can be stored everywhere: PostgreSQL takes no NUL, and a lone surrogate has no UTF-8 form. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/**
 * A schema for text that a user sent, which is left as it is. Its length is counted in UTF-16 units. Where `min` is at
 * least 1, text of white space alone is refused.
 */
export function wellFormedText({ min, max }: { min: number; max: number }): z.ZodType<string> {
  const bounds = `takes ${min} to ${max.toLocaleString('en')} characters`;
  return z
    .string()
    .refine((text) => text.length <= max && (min === 0 || text.trim().length >= min), bounds)
    .refine(isStorableText, 'holds a NUL character or half of a surrogate pair');
}

/**
 * Parses what came from a client.
 *
 * @throws {BadUserInputError} that names the first argument that was refused, and what it takes
 */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const param = issue?.path.join('.');
  throw new BadUserInputError(`${param || 'The input'} ${issue?.message ?? 'is not valid'}.`, param ? { param } : {});
}
