import { askChatCompletions } from './chat-completions.ts';
import { type Endpoint, readEndpoint } from './endpoint.ts';
import type { Provider, SdkEmbeddingModel } from './provider.ts';

/** How a server that speaks OpenAI's chat completions is reached. */
export interface CompatibleSettings {
  readonly baseUrl: string;
  /** Many such servers take none. */
  readonly apiKey: string | undefined;
}

/** Any server that speaks OpenAI's chat completions. */
export function createCompatibleProvider({ baseUrl, apiKey }: CompatibleSettings): Provider {
  const endpoint = readEndpoint(baseUrl, 'bare');
  const headers = apiKey ? { authorization: `Bearer ${apiKey}` } : endpoint.headers;
  return {
    name: 'compatible',
    host: endpoint.host,
    key: apiKey,
    keyVariable: 'COMPATIBLE_API_KEY',
    addressVariable: 'COMPATIBLE_BASE_URL',
    modelsRequest: { url: `${endpoint.url}/models`, headers },
    ask: (call) => askChatCompletions({ ...endpoint, headers }, call),
    embeddingModel: (name) => compatibleEmbeddingModel(name, { ...endpoint, headers }),
  };
}

/** The SDK's model for a server that speaks OpenAI's embeddings. */
export async function compatibleEmbeddingModel(
  name: string,
  { url, headers }: Omit<Endpoint, 'host'>,
): Promise<SdkEmbeddingModel> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  return createOpenAICompatible({ name: 'compatible', baseURL: url, headers: { ...headers } }).embeddingModel(name);
}
