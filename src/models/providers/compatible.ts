import { askEmbeddings } from './ask-embeddings.ts';
import { ChatCompletions } from './chat-completions.ts';
import { readEndpoint } from './http/endpoint.ts';
import { createBearerHttp } from './http/provider-http.ts';
import type { Provider } from './provider.ts';

/** How a server that speaks OpenAI's chat completions is reached. */
export interface CompatibleSettings {
  readonly baseUrl: string;
  /** Many such servers take none. */
  readonly apiKey: string | undefined;
}

/** Any server that speaks OpenAI's chat completions. */
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
    embed: askEmbeddings(http),
  };
}
