import { askEmbeddings } from './ask-embeddings.ts';
import { ChatCompletions } from './chat-completions.ts';
import { readEndpoint } from './http/endpoint.ts';
import { createBearerHttp } from './http/provider-http.ts';
import type { Provider } from './provider.ts';

/** How OpenAI, or a server with the same API, is reached. */
export interface OpenAiSettings {
  readonly apiKey: string;
  /** @default https://api.openai.com/v1 */
  readonly baseUrl: string | undefined;
}

/**
 * OpenAI through its chat completions API, not its newer responses API. OPENAI_BASE_URL often points to another server,
 * few of which have the newer one, and OpenAI stores no completions unless it is asked to. The drawback: models that
 * OpenAI offers only through responses (those named "pro") fail with an error.
 */
export function createOpenAiProvider({ apiKey, baseUrl }: OpenAiSettings): Provider {
  const endpoint = readEndpoint(baseUrl ?? 'https://api.openai.com/v1', 'bare');
  const http = createBearerHttp(endpoint, apiKey);
  const completions = new ChatCompletions(http);
  return {
    name: 'openai',
    host: endpoint.host,
    hasKey: true,
    secrets: [apiKey, ...endpoint.secrets],
    keyVariable: 'OPENAI_API_KEY',
    addressVariable: 'OPENAI_BASE_URL',
    http,
    ask: (call) => completions.ask(call),
    embed: askEmbeddings(http),
  };
}
