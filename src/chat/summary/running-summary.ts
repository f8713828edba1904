import type { ModelContext } from '../../models/contexts/model-context.ts';
import { ModelError } from '../../models/failures/model-error.ts';
import type { FinishReason, Prompt } from '../../models/model.ts';
import { answerWithin, type ModelCall } from '../prompt/answer-within.ts';
import { fitText, startThatFits } from '../prompt/fit-text.ts';
import { summaryTokens } from '../prompt/summary-budget.ts';
import { summaryPrompt } from './summary-prompt.ts';

/** A summary of all lines so far. */
export interface RunningSummary {
  readonly text: string;
  /** How many lines are summed up. */
  readonly lines: number;
  /** Whether it ends in the middle of a line, the rest of which comes in the next step. */
  readonly isWithinLine: boolean;
  /** Whether nothing is missing: the model had tokens enough in each step, and what it wrote was not cut. */
  readonly isWhole: boolean;
}

/** The longest summary in UTF-16 units, however much the model's context would take. */
const LONGEST_SUMMARY = 8_000;
/** A model that writes this many times more than the longest summary is stopped. */
const MOST_OVERRUN = 4;
const MOST_WORDS = 500;
const LEAST_WORDS = 40;
/** How many words are asked for by token of the budget: some words are long, and models count badly. */
const WORDS_PER_TOKEN = 1 / 3;
/** With a smaller budget than this for the lines of a step, summing up would never end. In tokens. */
const LEAST_BUDGET = 50;
/** No text of a language has more characters to a token than this; more is noise. */
const MOST_CHARACTERS = 12;

/**
 * Sums up lines in steps. Each step gives the model the summary so far and as many further lines as fit into its
 * context; a line that is too long for a step is given in parts. The summary of each step stands for all lines so far,
 * so the caller may stop after any step.
 *
 * @param before a summary of what comes before the lines
 * @throws {ModelError}
 */
export async function* sumUp(
  call: ModelCall,
  { before, lines }: { before: string | undefined; lines: AsyncIterable<string> },
): AsyncGenerator<RunningSummary> {
  const source = lines[Symbol.asyncIterator]();
  let pending: string[] = [];
  let summary = before;
  let done = 0;
  let isWhole = true;
  for (;;) {
    const { promptTokens } = await call.contexts.of(call.model.name);
    // Reads at least as much as any step can take.
    for (let characters = length(pending); characters < promptTokens * MOST_CHARACTERS; ) {
      const next = await source.next();
      if (next.done) break;
      pending.push(next.value);
      characters += next.value.length;
    }
    if (pending.length === 0) return;
    let taken: Taken = { lines: [], rest: pending };
    const step = await ask(call, summary, (context, budget) => {
      taken = take(pending, (line) => context.tokensOf(`${line}\n`), budget);
      return taken.lines;
    });
    done += pending.length - taken.rest.length;
    pending = taken.rest;
    summary = step.text;
    isWhole &&= step.isWhole;
    yield { text: summary, lines: done, isWithinLine: taken.isWithinLine ?? false, isWhole };
  }
}

/** What of the pending lines a step sums up. */
interface Taken {
  readonly lines: readonly string[];
  readonly rest: string[];
  readonly isWithinLine?: boolean;
}

function take(pending: readonly string[], tokensOf: (line: string) => number, budget: number): Taken {
  let left = budget;
  const full = pending.findIndex((line) => {
    left -= tokensOf(line);
    return left < 0;
  });
  if (full < 0) return { lines: pending, rest: [] };
  if (full > 0) return { lines: pending.slice(0, full), rest: pending.slice(full) };
  const [line = '', ...others] = pending;
  const start = startThatFits(line, (text) => tokensOf(text) <= budget) || line.slice(0, LEAST_BUDGET);
  return { lines: [start], rest: [line.slice(start.length), ...others], isWithinLine: true };
}

/**
 * One step.
 *
 * @param linesFor the lines that fit into a budget of tokens; called again when the model takes less than expected
 */
async function ask(
  call: ModelCall,
  before: string | undefined,
  linesFor: (context: ModelContext, budget: number) => readonly string[],
): Promise<{ text: string; isWhole: boolean }> {
  let isShortEnough = (_: string) => true;
  const compose = (context: ModelContext): Prompt | undefined => {
    const tokens = summaryTokens(context);
    isShortEnough = (text) => text.length <= LONGEST_SUMMARY && context.tokensOf(text) <= tokens;
    const words = Math.max(LEAST_WORDS, Math.min(MOST_WORDS, Math.floor(tokens * WORDS_PER_TOKEN)));
    const known = before && fitText(before, isShortEnough, 'ends').text;
    const promptOf = (lines: readonly string[]) => summaryPrompt({ words, before: known, lines });
    const budget = context.promptTokens - context.tokensOfPrompt(promptOf([]));
    return budget < LEAST_BUDGET ? undefined : promptOf(linesFor(context, budget));
  };
  let text = '';
  let finishReason: FinishReason = 'STOP';
  for await (const event of answerWithin(call, compose)) {
    if (event.kind === 'text') text += event.text;
    if (event.kind === 'end') finishReason = event.finishReason;
    if (text.length > MOST_OVERRUN * LONGEST_SUMMARY) break;
  }
  if (!text.trim()) throw new ModelError('The model gave an empty summary: try again, or choose another model.');
  const fitted = fitText(text.trim(), isShortEnough, 'ends');
  return { text: fitted.text, isWhole: finishReason === 'STOP' && fitted.leftOut === 0 };
}

function length(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}
