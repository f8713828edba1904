import type { Completion, CompletionEvent } from '../models/completion.ts';
import type { ModelContext } from '../models/contexts/model-context.ts';
import type { ModelContexts } from '../models/contexts/model-contexts.ts';
import type { AnswerEnd, Model, ModelEvent, PaidOptions, Payer, Prompt, UnmeteredModel } from '../models/model.ts';
import type { Models } from '../models/models.ts';
import type { BudgetedCall, BudgetService } from './budget-service.ts';

interface Surroundings {
  readonly budgets: BudgetService;
  readonly contexts: ModelContexts;
}

/** Counts each call of a model of these, and keeps it within the tokens of the day. local/lex takes none. */
export function meterModels(models: Models<UnmeteredModel>, surroundings: Surroundings): Models {
  return {
    ...models,
    resolve(text) {
      const model = models.resolve(text);
      return model.name.provider === 'local' ? model : new MeteredModel(model, surroundings);
    },
  };
}

/** A model each call of which is counted. */
class MeteredModel implements Model {
  readonly name: Model['name'];
  readonly probe: Model['probe'];
  readonly #model: UnmeteredModel;
  readonly #in: Surroundings;

  constructor(model: UnmeteredModel, surroundings: Surroundings) {
    this.name = model.name;
    this.probe = (options) => model.probe(options);
    this.#model = model;
    this.#in = surroundings;
  }

  stream(prompt: Prompt, { payer, ...options }: PaidOptions): AsyncGenerator<ModelEvent> {
    const tokensOf = (context: ModelContext) => context.tokensOfPrompt(prompt);
    return this.#counted(() => this.#model.stream(prompt, options), { payer, signal: options.signal, tokensOf });
  }

  complete(completion: Completion, { payer, ...options }: PaidOptions): AsyncGenerator<CompletionEvent> {
    const tokensOf = (context: ModelContext) => context.tokensOfCompletion(completion);
    const ask = () => this.#model.complete(completion, options);
    return this.#counted(ask, { payer, signal: options.signal, tokensOf });
  }

  async *#counted<Event extends CompletionEvent>(
    ask: () => AsyncIterable<Event>,
    { payer, signal, tokensOf }: { payer: Payer; signal: AbortSignal; tokensOf: (context: ModelContext) => number },
  ): AsyncGenerator<Event> {
    const { budgets, contexts } = this.#in;
    const context = await contexts.of(this.name);
    const inputTokens = tokensOf(context);
    const call = await budgets.begin({ payer, model: this.name, inputTokens, answers: true });
    const answer = new CountedAnswer(call, context);
    try {
      for await (const event of ask()) {
        await answer.take(event);
        yield event;
      }
    } finally {
      // A call that was refused takes nothing. One that was stopped before it answered has been read by the provider.
      await call.settle(answer.used(inputTokens, signal.aborted));
    }
  }
}

/**
 * Counts the tokens of an answer while it comes. Providers tell how many there were at its end; until then it is
 * estimated, rather too high than too low.
 */
class CountedAnswer {
  readonly #call: BudgetedCall;
  readonly #context: ModelContext;
  #estimate = 0;
  #pieces = 0;
  #end: AnswerEnd | undefined;

  constructor(call: BudgetedCall, context: ModelContext) {
    this.#call = call;
    this.#context = context;
  }

  /** @throws {BudgetExceededError} */
  take(event: CompletionEvent): Promise<void> | undefined {
    if (event.kind === 'end') {
      this.#end = event;
      return undefined;
    }
    this.#estimate += this.#context.mostTokensOf(event.kind === 'tool-call' ? event.arguments : event.text);
    this.#pieces++;
    return this.#call.allow(this.#tokens);
  }

  /**
   * What the call has used.
   *
   * @param promptTokens as they were estimated
   * @param wasStopped whether the prompt counts though nothing was answered
   */
  used(promptTokens: number, wasStopped: boolean): { inputTokens: number; outputTokens: number } {
    const hasAnswered = this.#end !== undefined || this.#pieces > 0;
    return {
      inputTokens: this.#end?.inputTokens ?? (hasAnswered || wasStopped ? promptTokens : 0),
      outputTokens: this.#end?.outputTokens ?? this.#tokens,
    };
  }

  get #tokens(): number {
    return Math.max(Math.ceil(this.#estimate), this.#pieces);
  }
}
