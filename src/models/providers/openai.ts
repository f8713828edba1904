import { askChatCompletions } from './chat-completions.ts';
import { compatibleEmbeddingModel } from './compatible.ts';
import { readEndpoint } from './endpoint.ts';
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
  const headers = { authorization: `Bearer ${apiKey}` };
  return {
    name: 'openai',
    host: endpoint.host,
    key: apiKey,
    keyVariable: 'OPENAI_API_KEY',
    addressVariable: 'OPENAI_BASE_URL',
    modelsRequest: { url: `${endpoint.url}/models`, headers },
    ask: (call) => askChatCompletions({ ...endpoint, headers }, call),
    embeddingModel: (name) => compatibleEmbeddingModel(name, { ...endpoint, headers }),
  };
}
