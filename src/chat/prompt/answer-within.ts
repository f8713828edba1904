import { formatModelName } from '../../config/config.ts';
import type { ModelContext } from '../../models/contexts/model-context.ts';
import type { ModelContexts } from '../../models/contexts/model-contexts.ts';
import {
  type Model,
  type ModelEvent,
  type Prompt,
  PromptTooLongError,
  type StreamOptions,
} from '../../models/model.ts';

/** Who is asked, and the call's options. */
export interface Asked extends StreamOptions {
  readonly model: Model;
  readonly contexts: ModelContexts;
}

/** So often a prompt is made shorter: from a million tokens halving comes to nothing in fewer steps. */
const MOST_REFUSALS = 14;

/**
 * Asks a model with a prompt that has room in its context. One that the model refuses as too long is composed anew for
 * half of it, or for what the model said that it takes, and asked again: that is before the first piece of an answer, so
 * nobody notices. What was learned so is kept as soon as a prompt is taken, and so is how the model counts.
 *
 * @param compose makes the prompt; undefined when there isn't room for anything that would be worth asking
 * @throws {PromptTooLongError} when nothing is short enough
 */
export async function* answerWithin(
  { model, contexts, ...options }: Asked,
  compose: (context: ModelContext) => Prompt | undefined,
): AsyncGenerator<ModelEvent> {
  let context = await contexts.of(model.name);
  let refusal: PromptTooLongError | undefined;
  for (let refusals = 0; refusals < MOST_REFUSALS; refusals++) {
    const prompt = compose(context);
    if (!prompt) break;
    const tokens = context.tokensOfPrompt(prompt);
    let isTaken = false;
    try {
      for await (const event of model.stream(prompt, options)) {
        if (!isTaken && refusal) await contexts.learnLimit(context);
        isTaken = true;
        if (event.kind === 'end') await contexts.learnCount(context, { tokens, inputTokens: event.inputTokens });
        yield event;
      }
      return;
    } catch (error) {
      if (isTaken || !(error instanceof PromptTooLongError)) throw error;
      refusal = error;
      context = context.afterRefusal(tokens, error.limitTokens);
    }
  }
  throw new PromptTooLongError(
    `This is longer than ${formatModelName(model.name)} takes at a time: make it shorter, send it in parts, or choose a model with a larger context.`,
    { cause: refusal, limitTokens: refusal?.limitTokens },
  );
}
