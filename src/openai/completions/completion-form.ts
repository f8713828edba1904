import type { FinishReason } from '../../models/model.ts';
import type { AnsweredCompletion, CountedEnd } from './answered-completion.ts';

const FINISH_REASONS: Readonly<Record<FinishReason, string>> = {
  STOP: 'stop',
  LENGTH: 'length',
  FILTERED: 'content_filter',
};

/** Tokens as OpenAI's API tells them. */
function usageOf({ inputTokens, outputTokens }: CountedEnd) {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}

/** A model that is done, and has asked for tools, waits for what they give. */
function reasonOf({ finishReason }: CountedEnd, callsTools: boolean): string {
  return callsTools && finishReason === 'STOP' ? 'tool_calls' : FINISH_REASONS[finishReason];
}

const nowS = (): number => Math.floor(Date.now() / 1_000);

/**
 * An answer as chunks of a stream. What a model thinks is in `reasoning_content`, no field of OpenAI's own, but one of
 * many servers with its API.
 *
 * @param tellsUsage whether a last chunk tells the tokens
 * @throws what the answer ends with
 */
export async function* chunksOf(
  { id, model, events }: AnsweredCompletion,
  { tellsUsage }: { readonly tellsUsage: boolean },
): AsyncGenerator<object> {
  const common = { id: `chatcmpl-${id}`, object: 'chat.completion.chunk', created: nowS(), model };
  const usage = tellsUsage ? { usage: null } : {};
  let isFirst = true;
  let callsTools = false;
  const chunk = (delta: object, finishReason: string | null = null): object => {
    const begun = isFirst ? { role: 'assistant', ...delta } : delta;
    isFirst = false;
    return { ...common, choices: [{ index: 0, delta: begun, logprobs: null, finish_reason: finishReason }], ...usage };
  };
  for await (const event of events) {
    switch (event.kind) {
      case 'text':
        yield chunk({ content: event.text });
        break;
      case 'reasoning':
        yield chunk({ reasoning_content: event.text });
        break;
      case 'tool-call': {
        callsTools = true;
        const { index, id: callId, name } = event;
        const called = { ...(name !== undefined && { name }), arguments: event.arguments };
        const begins = callId === undefined ? {} : { id: callId, type: 'function' };
        yield chunk({ tool_calls: [{ index, ...begins, function: called }] });
        break;
      }
      case 'end':
        yield chunk({}, reasonOf(event, callsTools));
        if (tellsUsage) yield { ...common, choices: [], usage: usageOf(event) };
    }
  }
}

interface WrittenCall {
  id: string;
  name: string;
  arguments: string;
}

/**
 * An answer as one object.
 *
 * @throws what the answer ends with
 */
export async function wholeOf({ id, model, events }: AnsweredCompletion): Promise<object> {
  const texts: string[] = [];
  const thoughts: string[] = [];
  const calls = new Map<number, WrittenCall>();
  let end: CountedEnd | undefined;
  for await (const event of events) {
    if (event.kind === 'text') texts.push(event.text);
    else if (event.kind === 'reasoning') thoughts.push(event.text);
    else if (event.kind === 'end') end = event;
    else {
      const call = calls.get(event.index) ?? { id: `call_${event.index}`, name: '', arguments: '' };
      calls.set(event.index, call);
      call.id = event.id ?? call.id;
      call.name ||= event.name ?? '';
      call.arguments += event.arguments;
    }
  }
  if (!end) throw new Error('An answer has ended without its end.');
  const tools = [...calls.values()].map((call) => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  }));
  const message = {
    role: 'assistant',
    content: texts.length > 0 || tools.length === 0 ? texts.join('') : null,
    refusal: null,
    ...(thoughts.length > 0 && { reasoning_content: thoughts.join('') }),
    ...(tools.length > 0 && { tool_calls: tools }),
  };
  const choice = { index: 0, message, logprobs: null, finish_reason: reasonOf(end, tools.length > 0) };
  return {
    id: `chatcmpl-${id}`,
    object: 'chat.completion',
    created: nowS(),
    model,
    choices: [choice],
    usage: usageOf(end),
  };
}
