import { askEmbeddings } from './ask-embeddings.ts';
import { ChatCompletions } from './chat-completions.ts';
import { readEndpoint } from './http/endpoint.ts';
import { createBearerHttp } from './http/provider-http.ts';
import type { Provider } from './provider.ts';
import { askOllamaSight } from './told-sight.ts';

/** Where Ollama listens by default. */
const DEFAULT_URL = 'http://127.0.0.1:11434';

/** Ollama through the chat completions that it serves under `/v1`. */
export function createOllamaProvider({ baseUrl }: { readonly baseUrl: string | undefined }): Provider {
  const endpoint = readEndpoint(baseUrl ?? DEFAULT_URL, 'missing');
  const http = createBearerHttp(endpoint, undefined);
  const completions = new ChatCompletions(http);
  return {
    name: 'ollama',
    host: endpoint.host,
    hasKey: false,
    secrets: endpoint.secrets,
    // Ollama takes no key. A refusal comes from a proxy before it, whose password is in the address.
    keyVariable: 'OLLAMA_BASE_URL',
    addressVariable: 'OLLAMA_BASE_URL',
    http,
    ask: (call) => completions.ask(call),
    sees: askOllamaSight(http),
    embed: askEmbeddings(http),
  };
}
