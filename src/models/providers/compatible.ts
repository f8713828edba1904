import { askEmbeddings } from './ask-embeddings.ts';
import { ChatCompletions } from './chat-completions.ts';
import { readEndpoint } from './http/endpoint.ts';
import { createBearerHttp } from './http/provider-http.ts';
import type { Provider } from './provider.ts';
import { askListedSight } from './told-sight.ts';

/** How a server with OpenAI's chat completions API is reached. */
export interface CompatibleSettings {
  readonly baseUrl: string;
  /** Many such servers need none. */
  readonly apiKey: string | undefined;
}

/** Any server with OpenAI's chat completions API. */
export function createCompatibleProvider({ baseUrl, apiKey }: CompatibleSettings): Provider {
  const endpoint = readEndpoint(baseUrl, 'bare');
  const http = createBearerHttp(endpoint, apiKey);
  const completions = new ChatCompletions(http);
  return {
    name: 'compatible',
    host: endpoint.host,
    hasKey: apiKey !== undefined,
    secrets: [...(apiKey ? [apiKey] : []), ...endpoint.secrets],
    keyVariable: 'COMPATIBLE_API_KEY',
    addressVariable: 'COMPATIBLE_BASE_URL',
    http,
    ask: (call) => completions.ask(call),
    sees: askListedSight(http),
    embed: askEmbeddings(http),
  };
}
