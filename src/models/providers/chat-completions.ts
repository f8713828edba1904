import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import type { FinishReason } from '../model.ts';
import type { Endpoint } from './endpoint.ts';
import { FailureError, readFailure, readRetryAfter } from './failure.ts';
import type { AnswerPart, Provider } from './provider.ts';

/** The longest event of a stream, and the longest body of a refusal, in UTF-16 units and bytes. */
const LONGEST_EVENT = 1_000_000;
const LONGEST_REFUSAL = 100_000;
/** What follows the last event: platform.openai.com/docs/api-reference/chat-streaming. */
const DONE = '[DONE]';

/** What is read of a chunk. Some servers send the text as a list of parts, or null where there is none. */
const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: z
              .union([z.string(), z.array(z.object({ type: z.string(), text: z.string().optional() }))])
              .nullish(),
            refusal: z.string().nullish(),
            // What the model thinks to itself, as many servers send it; whatever else is there is none of Lex's.
            reasoning_content: z.string().nullish().catch(null),
          })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z.object({ prompt_tokens: z.int().nullish(), completion_tokens: z.int().nullish() }).nullish(),
  error: z.unknown().optional(),
});
type Chunk = z.infer<typeof chunkSchema>;

const refusalSchema = z.object({ error: z.union([z.string(), z.object({ message: z.string() })]) });

/**
 * Asks a server that speaks OpenAI's chat completions, and reads its answer as it comes.
 *
 * This is the way of every word of most replies, so it is Lex's own: the AI SDK's takes each through several streams and
 * schemas, and six times as long.
 *
 * @throws {FailureError} when the server refuses, breaks off or sends something else; else what `fetch` throws
 */
export async function* askChatCompletions(
  { url, headers }: Omit<Endpoint, 'host'>,
  { model, prompt, signal }: Pick<Parameters<Provider['ask']>[0], 'model' | 'prompt' | 'signal'>,
): AsyncGenerator<AnswerPart> {
  const { system, messages } = prompt;
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({
      model,
      messages: [...(system === undefined ? [] : [{ role: 'system', content: system }]), ...messages],
      stream: true,
      // Without it these servers don't tell how many tokens were used.
      stream_options: { include_usage: true },
    }),
    signal,
  });
  if (!response.ok) throw new FailureError(await readRefusal(response));
  const answer = new Answer();
  for await (const events of readEvents(response)) {
    for (const data of events) {
      if (data === DONE) return yield answer.end();
      yield* answer.take(parseChunk(data));
    }
  }
  yield answer.end();
}

/** What servers call the ends that aren't the model's own. */
const FINISH_REASONS: Readonly<Record<string, FinishReason>> = { length: 'LENGTH', content_filter: 'FILTERED' };

/** What an answer's chunks have said so far. */
class Answer {
  #begun = false;
  #reason: string | undefined;
  #refused = false;
  #inputTokens: number | undefined;
  #outputTokens: number | undefined;

  *take({ choices, usage, error }: Chunk): Generator<AnswerPart> {
    if (error != null) throw new FailureError(readFailure(error));
    this.#begun = true;
    this.#inputTokens = usage?.prompt_tokens ?? this.#inputTokens;
    this.#outputTokens = usage?.completion_tokens ?? this.#outputTokens;
    const choice = choices?.[0];
    if (!choice) return;
    this.#reason = choice.finish_reason ?? this.#reason;
    const { content, refusal, reasoning_content: reasoning } = choice.delta ?? {};
    if (reasoning) yield { kind: 'reasoning', text: reasoning };
    if (refusal) this.#refused = true;
    const text = textOf(content) + (refusal ?? '');
    yield text ? { kind: 'text', text } : { kind: 'sign' };
  }

  end(): AnswerPart {
    // Not a single event: what answers there speaks something else.
    if (!this.#begun) throw new FailureError({ kind: 'garbled' });
    if (this.#reason === undefined) throw new FailureError({ kind: 'broken' });
    const finishReason = this.#refused ? 'FILTERED' : (FINISH_REASONS[this.#reason] ?? 'STOP');
    return { kind: 'end', finishReason, inputTokens: this.#inputTokens, outputTokens: this.#outputTokens };
  }
}

type Content = NonNullable<NonNullable<Chunk['choices']>[number]['delta']>['content'];

/** Of a list of parts those that are text: what the model thinks to itself is none of the answer. */
function textOf(content: Content): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ type, text }) => (type === 'text' && text ? text : '')).join('');
}

function parseChunk(data: string): Chunk {
  const chunk = chunkSchema.safeParse(parseJson(data));
  if (!chunk.success) throw new FailureError({ kind: 'garbled' });
  return chunk.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The data of server-sent events, as many at a time as came together. */
async function* readEvents({ body }: Response): AsyncGenerator<readonly string[]> {
  if (!body) throw new FailureError({ kind: 'garbled' });
  let events: string[] = [];
  let tooLong = false;
  const parser = createParser({
    maxBufferSize: LONGEST_EVENT,
    onEvent: ({ data }) => events.push(data),
    onError: ({ type }) => {
      tooLong ||= type === 'max-buffer-size-exceeded';
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    parser.feed(done ? '\n\n' : decoder.decode(value, { stream: true }));
    if (tooLong) throw new FailureError({ kind: 'garbled' });
    if (events.length > 0) yield events;
    events = [];
    if (done) return;
  }
}

async function readRefusal({ status, statusText, headers, body }: Response) {
  const refusal = refusalSchema.safeParse(parseJson(await readStart(body)));
  const error = refusal.data?.error;
  const retryAfterMs = readRetryAfter(headers.get('retry-after'), Date.now());
  const detail = (typeof error === 'string' ? error : error?.message) ?? statusText;
  return { kind: 'status', status, retryAfterMs, detail } as const;
}

/** The text of a body up to a bound: what refuses may send anything. */
async function readStart(body: Response['body']): Promise<string> {
  if (!body) return '';
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = '';
  while (text.length < LONGEST_REFUSAL) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text;
}
