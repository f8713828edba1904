import { askEmbeddings } from './ask-embeddings.ts';
import { ChatCompletions } from './chat-completions.ts';
import { readEndpoint } from './http/endpoint.ts';
import { createBearerHttp } from './http/provider-http.ts';
import type { Provider } from './provider.ts';

/** How OpenAI, or a server that speaks its language, is reached. */
export interface OpenAiSettings {
  readonly apiKey: string;
  /** @default https://api.openai.com/v1 */
  readonly baseUrl: string | undefined;
}

/**
 * OpenAI through its chat completions, not the newer responses: OPENAI_BASE_URL often points to another server,
 * few of which speak the latter, and with completions OpenAI keeps nothing of the conversation unless asked to.
 * The price: models that OpenAI offers only through responses (its "pro" ones) answer with an error.
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
