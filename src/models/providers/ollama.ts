import { askChatCompletions } from './chat-completions.ts';
import { compatibleEmbeddingModel } from './compatible.ts';
import { readEndpoint } from './endpoint.ts';
import type { Provider } from './provider.ts';

/** Where Ollama listens unless told otherwise. */
const DEFAULT_URL = 'http://127.0.0.1:11434';

/** Ollama through the chat completions that it serves under `/v1`. */
export function createOllamaProvider({ baseUrl }: { readonly baseUrl: string | undefined }): Provider {
  const endpoint = readEndpoint(baseUrl ?? DEFAULT_URL, 'missing');
  return {
    name: 'ollama',
    host: endpoint.host,
    key: undefined,
    // It takes no key; a refusal comes from a proxy in front of it, whose password is part of the address.
    keyVariable: 'OLLAMA_BASE_URL',
    addressVariable: 'OLLAMA_BASE_URL',
    modelsRequest: { url: `${endpoint.url}/models`, headers: endpoint.headers },
    ask: (call) => askChatCompletions(endpoint, call),
    embeddingModel: (name) => compatibleEmbeddingModel(name, endpoint),
  };
}
