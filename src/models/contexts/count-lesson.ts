import { LEAST_PER_UNIT, MOST_PER_UNIT, type ModelContext } from './model-context.ts';

/** A prompt that a model has read, by both counts of its tokens. */
export interface CountedPrompt {
  /** How many tokens Lex thought that it had. */
  readonly tokens: number;
  /** How many the provider says it had; undefined where it doesn't say. */
  readonly inputTokens: number | undefined;
}

/** What the provider's count of a prompt teaches. */
export type CountLesson =
  | { readonly kind: 'nothing' }
  /** The provider read only so much of the prompt: that is its limit. */
  | { readonly kind: 'cut-off'; readonly limitTokens: number }
  /** The model counts otherwise than was thought. */
  | { readonly kind: 'count'; readonly tokensPerUnit: number };

const NOTHING: CountLesson = { kind: 'nothing' };

/** A shorter prompt teaches little: what the model's template adds to it weighs too much. */
const LEAST_COUNTED = 200;
/** Every model reads a prompt of this length whole; the count of a longer one may be that of a part. */
const SURELY_WHOLE = 2_048;
/** A prompt with this many times the tokens of the longest so far isn't cut off at a fixed length either. */
const LONGER = 1.1;
/** A count that differs by less from what was expected teaches nothing. */
const NEAR = 0.1;
/** A lower count is believed by half. A higher one is believed at once: a refusal costs more than unused space. */
const FALL = 0.5;
/** Ollama cuts prompts off without saying so, and then counts what is left: a count this far below the expected one. */
const CUT_OFF = 0.6;
const LEAST_CUT_OFF = 1_024;

/** Whether a count can teach anything. */
export function isTelling({ tokens, inputTokens }: CountedPrompt): boolean {
  return Boolean(inputTokens) && tokens >= LEAST_COUNTED;
}

/**
 * What to learn from the provider's count of a prompt.
 *
 * @param asked the context by which the prompt was made
 * @param now what is known of the model since
 * @param known whether it is known already how the model counts, and the longest prompt that it has read, in its tokens
 */
export function lessonOf(
  { tokens, inputTokens = 0 }: CountedPrompt,
  asked: ModelContext,
  now: ModelContext,
  known: { readonly counts: boolean; readonly longest: number },
): CountLesson {
  const ratio = inputTokens / tokens;
  const isLong = tokens > SURELY_WHOLE;
  const isOllama = asked.model.provider === 'ollama';
  if (isOllama && isLong && known.counts && ratio < CUT_OFF && inputTokens >= LEAST_CUT_OFF) {
    return { kind: 'cut-off', limitTokens: Math.floor(inputTokens) };
  }
  const perUnit = asked.tokensPerUnit * ratio;
  if (Math.abs(perUnit / now.tokensPerUnit - 1) < NEAR || !isBelievable(perUnit)) return NOTHING;
  // A prompt that was cut off seems to have few tokens. To believe that would mean to send more, of which more is cut
  // off, and so on.
  const isWhole = !isLong || (!isOllama && inputTokens > known.longest * LONGER);
  if (perUnit < now.tokensPerUnit && !isWhole) return NOTHING;
  const change = perUnit - now.tokensPerUnit;
  return { kind: 'count', tokensPerUnit: now.tokensPerUnit + (change > 0 ? change : change * FALL) };
}

function isBelievable(tokensPerUnit: number): boolean {
  return tokensPerUnit >= LEAST_PER_UNIT && tokensPerUnit <= MOST_PER_UNIT;
}
