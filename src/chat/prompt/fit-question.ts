import type { ModelContext } from '../../models/contexts/model-context.ts';
import type { PromptMessage } from '../../models/model.ts';
import type { Branch } from './branch.ts';
import { fitText } from './fit-text.ts';

/** What every prompt has: the system prompt, where there is one, and the question. */
export interface FittedQuestion {
  readonly system: readonly PromptMessage[];
  readonly asked: PromptMessage;
  readonly charactersLeftOut: number;
}

/** The largest share of a prompt that is for the system prompt. */
const INSTRUCTIONS_SHARE = 1 / 3;
/** The share that the system prompt has even beside a question that would need the whole prompt. */
const LEAST_INSTRUCTIONS_SHARE = 1 / 8;

/**
 * Makes the system prompt and the question fit. The system prompt is shortened first, at its end. The question is cut
 * in its middle when it is longer than all that is left.
 *
 * @param sizeOf how many tokens a prompt of these messages has
 * @returns undefined when not even a word of the question fits
 */
export function fitQuestion(
  { systemPrompt = '', question }: Pick<Branch, 'systemPrompt' | 'question'>,
  context: ModelContext,
  sizeOf: (messages: readonly PromptMessage[]) => number,
): FittedQuestion | undefined {
  const budget = context.promptTokens;
  const besideQuestion = Math.min(budget * INSTRUCTIONS_SHARE, budget - context.tokensOfMessage(question.text));
  const instructionsBudget = Math.max(budget * LEAST_INSTRUCTIONS_SHARE, besideQuestion);
  const instructions = fitText(systemPrompt, (text) => sizeOf(asSystem(text)) <= instructionsBudget, 'start');
  const system = asSystem(instructions.text);
  const { text, leftOut } = fitText(question.text, (content) => sizeOf([...system, asUser(content)]) <= budget, 'ends');
  if (!text) return undefined;
  return { system, asked: asUser(text), charactersLeftOut: instructions.leftOut + leftOut };
}

function asSystem(content: string): PromptMessage[] {
  return content ? [{ role: 'system', content }] : [];
}

function asUser(content: string): PromptMessage {
  return { role: 'user', content };
}
