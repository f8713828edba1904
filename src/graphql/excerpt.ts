import { z } from 'zod';
import { beginning } from '../language/graphemes.ts';
import { parseInput } from '../parse-input.ts';
import { CostRule } from './cost-rule.ts';

const asked = z.object({ characters: z.int().min(1).max(1_000) });

/** The argument that says how long an excerpt is, with which fields that give one are declared. */
export const EXCERPT_LENGTH = {
  defaultValue: 200,
  required: true,
  description: 'How many at most, in UTF-16 units: 1 to 1,000.',
} as const;

/** What such a field costs: it gives little, but looks for the end of a character. */
export const EXCERPT_COST = new CostRule({ own: 2 });

/**
 * The beginning of a text, for where there is no room for all of it. It ends after a whole character as people see it.
 *
 * @param characters as the client asked
 * @throws {BadUserInputError} when they are too few or too many
 */
export function excerptOf(text: string, characters: number): string {
  return beginning(text, parseInput(asked, { characters }).characters);
}
