import type { ModelContext } from '../../models/contexts/model-context.ts';
import type { PromptImage, PromptMessage } from '../../models/model.ts';
import type { Branch } from './branch.ts';
import { type FittedText, fitText } from './fit-text.ts';

/** What every prompt has: what its owner and the conversation say beforehand, where they do, and the question. */
export interface FittedQuestion {
  readonly system: readonly PromptMessage[];
  readonly asked: PromptMessage;
  readonly charactersLeftOut: number;
}

/** The largest share of a prompt that is for the owner's instructions and the system prompt together. */
const INSTRUCTIONS_SHARE = 1 / 3;
/** The share that these have even beside a question that would need the whole prompt. */
const LEAST_INSTRUCTIONS_SHARE = 1 / 8;

/**
 * Makes the instructions, the system prompt and the question fit. The first two are one message, as strict chat
 * templates take no more; they are shortened first, each at its end. The question is cut in its middle when it is
 * longer than all that is left. The files that are attached to it are a part of it; its images are given whole.
 *
 * @param sizeOf how many tokens a prompt of these messages has
 * @returns undefined when not even a word of the question fits
 */
export function fitQuestion(
  { question, ...told }: Pick<Branch, 'instructions' | 'systemPrompt' | 'question'>,
  context: ModelContext,
  sizeOf: (messages: readonly PromptMessage[]) => number,
): FittedQuestion | undefined {
  const budget = context.promptTokens;
  const { images } = question;
  const asked = [question.text, question.files].filter(Boolean).join('\n\n');
  const questionTokens = context.tokensOfTurn({ content: asked, ...(images && { images }) });
  const besideQuestion = Math.min(budget * INSTRUCTIONS_SHARE, budget - questionTokens);
  const instructionsBudget = Math.max(budget * LEAST_INSTRUCTIONS_SHARE, besideQuestion);
  const instructions = fitInstructions(told, (text) => sizeOf(asSystem(text)), instructionsBudget);
  const system = asSystem(instructions.text);
  const fits = (content: string) => sizeOf([...system, asUser(content, images)]) <= budget;
  const { text, leftOut } = fitText(asked, fits, 'ends');
  if (!text) return undefined;
  return { system, asked: asUser(text, images), charactersLeftOut: instructions.leftOut + leftOut };
}

/**
 * The owner's instructions, and then the conversation's. Where there is no room for all of both, the owner's have half
 * of it, or what the conversation's leave: neither takes the other's place.
 */
function fitInstructions(
  { instructions = '', systemPrompt = '' }: Pick<Branch, 'instructions' | 'systemPrompt'>,
  tokensOf: (text: string) => number,
  budget: number,
): FittedText {
  const both = (first: string, second: string): string => [first, second].filter(Boolean).join('\n\n');
  const hasRoom = (text: string): boolean =>
    tokensOf(text) <= budget / 2 || tokensOf(both(text, systemPrompt)) <= budget;
  const first = fitText(instructions, hasRoom, 'start');
  const second = fitText(systemPrompt, (text) => tokensOf(both(first.text, text)) <= budget, 'start');
  return { text: both(first.text, second.text), leftOut: first.leftOut + second.leftOut };
}

function asSystem(content: string): PromptMessage[] {
  return content ? [{ role: 'system', content }] : [];
}

function asUser(content: string, images: readonly PromptImage[] | undefined): PromptMessage {
  return { role: 'user', content, ...(images && { images }) };
}
