import type { ModelContext } from '../../models/contexts/model-context.ts';
import type { Turn } from '../../models/model.ts';
import type { Branch } from './branch-store.ts';
import { shorten } from './fit-text.ts';

/** What every prompt has: the system prompt, where there is one, and the question. */
export interface FittedQuestion {
  readonly system: readonly Turn[];
  readonly asked: Turn;
  readonly charactersLeftOut: number;
}

/** Of what a prompt may hold, at most so much is for the system prompt. */
const INSTRUCTIONS_SHARE = 1 / 3;
/** So much of it stays even beside a question that would need all. */
const LEAST_INSTRUCTIONS_SHARE = 1 / 8;

/**
 * Makes the system prompt and the question fit. The former gives way first, at its end; the question is cut in its middle when
 * it is longer than all that is left.
 *
 * @param sizeOf how many tokens a prompt of these turns has
 * @returns undefined when not even a word of the question has room
 */
export function fitQuestion(
  { systemPrompt = '', question }: Pick<Branch, 'systemPrompt' | 'question'>,
  context: ModelContext,
  sizeOf: (turns: readonly Turn[]) => number,
): FittedQuestion | undefined {
  const room = context.promptTokens;
  const beside = Math.min(room * INSTRUCTIONS_SHARE, room - context.tokensOfTurn(question.text));
  const instructionsRoom = Math.max(room * LEAST_INSTRUCTIONS_SHARE, beside);
  const instructions = shorten(systemPrompt, (text) => sizeOf(asSystem(text)) <= instructionsRoom, 'start');
  const system = asSystem(instructions.text);
  const { text, leftOut } = shorten(question.text, (content) => sizeOf([...system, asUser(content)]) <= room, 'ends');
  if (!text) return undefined;
  return { system, asked: asUser(text), charactersLeftOut: instructions.leftOut + leftOut };
}

function asSystem(content: string): Turn[] {
  return content ? [{ role: 'system', content }] : [];
}

function asUser(content: string): Turn {
  return { role: 'user', content };
}
