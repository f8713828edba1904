import { formatModelName } from '../../config/model-name.ts';
import type { ModelContext } from '../../models/contexts/model-context.ts';
import type { ModelContexts } from '../../models/contexts/model-contexts.ts';
import { PromptTooLongError } from '../../models/failures/model-error.ts';
import type { Model, ModelEvent, PaidOptions, Prompt } from '../../models/model.ts';

/** The model that is asked, and the call's options. */
export interface ModelCall extends PaidOptions {
  readonly model: Model;
  readonly contexts: ModelContexts;
}

/** The most times that a prompt is made shorter: halving a million tokens comes to nothing in fewer steps. */
const MOST_REFUSALS = 14;

/**
 * Asks a model with a prompt that fits into its context.
 *
 * When the model refuses a prompt as too long, a shorter one is composed, for half of the context or for what the model
 * said that it takes, and the model is asked again. A refusal comes before the first piece of an answer, so the user
 * notices nothing. When the model takes a prompt, what was learned of its limit and of how it counts tokens is stored.
 *
 * @param compose makes the prompt; undefined when nothing that would be worth asking fits
 * @throws {PromptTooLongError} when nothing is short enough
 */
export async function* answerWithin(
  { model, contexts, ...options }: ModelCall,
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
        // How many tokens images take is only guessed: a count with them in it says nothing of how texts are counted.
        if (event.kind === 'end' && !hasImages(prompt)) {
          await contexts.learnCount(context, { tokens, inputTokens: event.inputTokens });
        }
        yield event;
      }
      return;
    } catch (error) {
      if (isTaken || !(error instanceof PromptTooLongError)) throw error;
      refusal = error;
      context = context.afterRefusal(tokens, error.limitTokens);
    }
  }
  const name = formatModelName(model.name);
  throw new PromptTooLongError(
    `This is longer than ${name} takes at a time: make it shorter, send it in parts, or choose a model with a larger ` +
      'context.',
    { cause: refusal, limitTokens: refusal?.limitTokens },
  );
}

function hasImages({ messages }: Prompt): boolean {
  return messages.some(({ images }) => images !== undefined);
}
