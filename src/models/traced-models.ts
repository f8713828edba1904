import type { ModelName } from '../config/model-name.ts';
import { activeSpan, withSpan } from '../tracing/active-span.ts';
import { failureType } from '../tracing/failure-type.ts';
import { inSpan } from '../tracing/in-span.ts';
import type { Span, SpanStart } from '../tracing/span.ts';
import type { CompletionEvent } from './completion.ts';
import type { UnmeteredEmbeddingModel } from './embeddings.ts';
import type { UnmeteredModel } from './model.ts';
import type { Models } from './models.ts';

/**
 * The same models, whose calls show in traces: which model, how many tokens, how soon its first words, and how it
 * ended; never what it was asked and answered. Providers aren't told of the trace: they are others, whom its number
 * would only tell which calls belong together.
 */
export function traceModels(models: Models<UnmeteredModel>): Models<UnmeteredModel> {
  return {
    ...models,
    resolve(text) {
      const model = models.resolve(text);
      const stream: UnmeteredModel['stream'] = (prompt, options) => {
        const span = activeSpan()?.start(callOf('chat', model.name));
        return span ? inCall(span, model.stream(prompt, options)) : model.stream(prompt, options);
      };
      const complete: UnmeteredModel['complete'] = (completion, options) => {
        const span = activeSpan()?.start(callOf('chat', model.name));
        return span ? inCall(span, model.complete(completion, options)) : model.complete(completion, options);
      };
      const { readFacts } = model;
      return {
        name: model.name,
        stream,
        complete,
        probe: (options) => model.probe(options),
        ...(readFacts && { readFacts: (text) => readFacts.call(model, text) }),
      };
    },
  };
}

/** The same for a model of vectors. */
export function traceEmbeddingModel(model: UnmeteredEmbeddingModel): UnmeteredEmbeddingModel {
  return {
    name: model.name,
    tokensOf: (texts) => model.tokensOf(texts),
    probe: (options) => model.probe(options),
    embed: (texts, options) =>
      inSpan(
        () => callOf('embeddings', model.name),
        () => model.embed(texts, options),
      ),
  };
}

function callOf(operation: 'chat' | 'embeddings', { provider, name }: ModelName): SpanStart {
  return {
    name: operation,
    kind: 'client',
    attributes: {
      'gen_ai.operation.name': operation,
      'gen_ai.provider.name': provider,
      'gen_ai.request.model': name,
    },
  };
}

/** Hands on what a call brings, however it ends. What the model does meanwhile is a part of the call. */
async function* inCall<Event extends CompletionEvent>(span: Span, events: AsyncIterable<Event>): AsyncGenerator<Event> {
  const began = performance.now();
  const iterator = events[Symbol.asyncIterator]();
  let hasBegun = false;
  let hasEnded = false;
  try {
    for (;;) {
      const { done, value: event } = await withSpan(span, () => iterator.next());
      hasEnded = done === true;
      if (done) return;
      if (!hasBegun) span.set({ 'lex.model.first_event_ms': Math.round(performance.now() - began) });
      hasBegun = true;
      if (event.kind === 'end') {
        span.set({
          'gen_ai.usage.input_tokens': event.inputTokens,
          'gen_ai.usage.output_tokens': event.outputTokens,
          'gen_ai.response.finish_reasons': [event.finishReason.toLowerCase()],
        });
      }
      yield event;
    }
  } catch (error) {
    hasEnded = true;
    span.fail(failureType(error));
    throw error;
  } finally {
    // Whoever reads no further ends the call.
    if (!hasEnded) await withSpan(span, () => iterator.return?.());
    span.end();
  }
}
