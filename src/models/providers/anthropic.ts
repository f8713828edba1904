import type { Response } from 'undici';
import { Answer } from './answers/answer.ts';
import { readAnswerEvents } from './answers/answer-events.ts';
import { takeAnthropicEvent } from './answers/anthropic-event.ts';
import { toSdkCall } from './anthropic-prompt.ts';
import { readEndpoint } from './http/endpoint.ts';
import { parseJson } from './http/json.ts';
import { createProviderHttp, type ProviderHttp } from './http/provider-http.ts';
import { requestIdOf } from './http/refusal.ts';
import type { AnswerPart, Provider } from './provider.ts';

/** How Anthropic, or a server with the same API, is reached. */
export interface AnthropicSettings {
  readonly apiKey: string;
  /** With or without `/v1`. @default https://api.anthropic.com */
  readonly baseUrl: string | undefined;
}

// The version that the SDK sends as well. The list of models, which is asked without the SDK, needs it.
const API_VERSION = '2023-06-01';

/** Anthropic's messages API. */
export function createAnthropicProvider({ apiKey, baseUrl }: AnthropicSettings): Provider {
  const endpoint = readEndpoint(baseUrl ?? 'https://api.anthropic.com', 'missing');
  const http = createProviderHttp(endpoint, { 'x-api-key': apiKey, 'anthropic-version': API_VERSION });
  return {
    name: 'anthropic',
    host: endpoint.host,
    hasKey: true,
    secrets: [apiKey, ...endpoint.secrets],
    keyVariable: 'ANTHROPIC_API_KEY',
    addressVariable: baseUrl === undefined ? undefined : 'ANTHROPIC_BASE_URL',
    http,
    async *ask(call) {
      const response = await post(http, apiKey, call);
      yield { kind: 'sign', requestId: requestIdOf(response) };
      yield* readAnswer(response, call.signal);
    },
  };
}

/**
 * Makes the request with the AI SDK, which knows the longest answer of each model, a number that the API requires.
 *
 * The answer is not read by the SDK, which fails on any field that it doesn't expect, drops signs of life, and makes
 * up a reason when the answer ends without one.
 */
async function post(
  http: ProviderHttp,
  apiKey: string,
  { model, prompt, signal, log }: Parameters<Provider['ask']>[0],
): Promise<Response> {
  const asked = toSdkCall(prompt);
  const { createAnthropic } = await import('@ai-sdk/anthropic');
  const responses: Response[] = [];
  const send: typeof fetch = async (_, init) => {
    const headers = Object.fromEntries(new Headers(init?.headers));
    responses.push(await http.call({ path: 'messages', headers, body: String(init?.body), signal }));
    return new globalThis.Response('', { headers: { 'content-type': 'text/event-stream' } });
  };
  // Without an address, the SDK would take one from the environment by itself.
  const sdk = createAnthropic({ apiKey, baseURL: 'http://localhost', fetch: send }).messages(model);
  const { stream } = await sdk.doStream({ ...asked, abortSignal: signal });
  const { value: start } = await stream.getReader().read();
  if (start?.type === 'stream-start' && start.warnings.length > 0) {
    log.debug({ model, warnings: start.warnings }, 'model warnings');
  }
  const [response] = responses;
  if (!response) throw new Error('The SDK sent nothing.');
  return response;
}

async function* readAnswer(response: Response, signal: AbortSignal): AsyncGenerator<AnswerPart> {
  // Other models behind this API write their thinking between tags.
  const answer = new Answer(false);
  for await (const events of readAnswerEvents(response, { answer, signal })) {
    yield { kind: 'sign' };
    for (const { name, data } of events) {
      const parts = takeAnthropicEvent(parseJson(data) ?? data, name, answer);
      if (!parts) return yield* answer.end(true);
      yield* parts;
    }
  }
  yield* answer.end(false);
}
