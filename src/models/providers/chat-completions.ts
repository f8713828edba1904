import type { Response } from 'undici';
import { FailureError } from '../failures/failure.ts';
import { Answer } from './answers/answer.ts';
import { type AnswerEvent, readAnswerEvents } from './answers/answer-events.ts';
import { takeChunk } from './answers/chat-chunk.ts';
import { ThinkingHabits } from './answers/thinking-habits.ts';
import { parseJson } from './http/json.ts';
import type { ProviderHttp } from './http/provider-http.ts';
import { requestIdOf } from './http/refusal.ts';
import { readReportedError } from './http/reported-error.ts';
import type { AnswerPart, Provider } from './provider.ts';

/** The data of the last event of a stream (platform.openai.com/docs/api-reference/chat-streaming). */
const DONE = '[DONE]';

/**
 * Asks a server with OpenAI's chat completions API.
 *
 * Every word of most replies comes this way, and the AI SDK would take six times as long: it passes each word through
 * several streams and schemas.
 */
export class ChatCompletions {
  readonly #http: ProviderHttp;
  readonly #habits = new ThinkingHabits();
  /** Whether the server accepts `stream_options`, which asks for counts of tokens; undefined until a call shows it. */
  #takesUsage: boolean | undefined;

  constructor(http: ProviderHttp) {
    this.#http = http;
  }

  /**
   * Asks a model, and reads its answer as it comes.
   *
   * @throws {FailureError} when the server refuses, breaks off or sends something that is no answer
   */
  async *ask(call: Parameters<Provider['ask']>[0]): AsyncGenerator<AnswerPart> {
    const { model } = call;
    const response = await this.#post(call);
    yield { kind: 'sign', requestId: requestIdOf(response) };
    const answer = new Answer(this.#habits.closesOnly(model));
    for await (const events of readAnswerEvents(response, { answer, signal: call.signal })) {
      yield { kind: 'sign' };
      for (const event of events) {
        if (event.data.trim() === DONE) return yield* this.#end(answer, model, true);
        for (const value of valuesOf(event)) yield* takeChunk(value, answer);
      }
    }
    yield* this.#end(answer, model, false);
  }

  /** The last parts of an answer. It learns before it returns them: whoever reads the end reads no further. */
  #end(answer: Answer, model: string, isSaid: boolean): readonly AnswerPart[] {
    const parts = answer.end(isSaid);
    if (answer.learnt !== undefined) this.#habits.learn(model, answer.learnt);
    return parts;
  }

  /**
   * Sends the request, with `stream_options` unless the server is known to refuse them.
   *
   * Older servers refuse them with a 400 or 422, which may not say why, and are then asked once more without them.
   * After a call with them was answered, only a refusal that names them is taken for one of them.
   */
  async #post(call: Parameters<Provider['ask']>[0]): Promise<Response> {
    if (this.#takesUsage === false) return this.#send(call, false);
    try {
      const response = await this.#send(call, true);
      this.#takesUsage = true;
      return response;
    } catch (error) {
      if (!(error instanceof FailureError) || !this.#mayBeOfUsage(error)) throw error;
    }
    const response = await this.#send(call, false);
    this.#takesUsage = false;
    return response;
  }

  #mayBeOfUsage({ failure }: FailureError): boolean {
    if (failure.kind !== 'status' || (failure.status !== 400 && failure.status !== 422)) return false;
    return this.#takesUsage === undefined || /stream_options|include_usage/.test(failure.detail);
  }

  #send({ model, prompt, signal }: Parameters<Provider['ask']>[0], withUsage: boolean): Promise<Response> {
    const { system, messages, tools = [], toolChoice, settings } = prompt;
    const asked = {
      ...settings,
      model,
      messages: [...(system === undefined ? [] : [{ role: 'system', content: system }]), ...messages],
      ...(tools.length > 0 && { tools, tool_choice: toolChoice }),
      stream: true,
      // Without this option, servers don't tell how many tokens were used.
      ...(withUsage ? { stream_options: { include_usage: true } } : {}),
    };
    const headers = { accept: 'text/event-stream' };
    return this.#http.call({ path: 'chat/completions', headers, body: JSON.stringify(asked), signal });
  }
}

/**
 * The chunks in an event: its value, the items of a list, or one from each line, where a server left out the blank line
 * between two events. Data that isn't JSON has none.
 *
 * @throws {FailureError} when the event is an error by its name
 */
function valuesOf({ name, data }: AnswerEvent): readonly unknown[] {
  const value = parseJson(data);
  if (name === 'error' && data !== '') throw new FailureError(readReportedError(value ?? data));
  if (Array.isArray(value)) return value;
  if (value !== undefined) return [value];
  return data.includes('\n') ? data.split('\n').map(parseJson) : [];
}
