import { readEndpoint } from './endpoint.ts';
import type { Provider } from './provider.ts';

/** How Anthropic is reached. */
export interface AnthropicSettings {
  readonly apiKey: string;
  /** Always passed on, or the SDK would look for it in the environment by itself. @default https://api.anthropic.com/v1 */
  readonly baseUrl?: string;
}

// The version of the API that the SDK speaks too; the list of models wants to be told.
const API_VERSION = '2023-06-01';

/** Anthropic's messages API. */
export function createAnthropicProvider({ apiKey, baseUrl }: AnthropicSettings): Provider {
  const endpoint = readEndpoint(baseUrl ?? 'https://api.anthropic.com/v1', 'bare');
  return {
    name: 'anthropic',
    host: endpoint.host,
    key: apiKey,
    keyVariable: 'ANTHROPIC_API_KEY',
    addressVariable: undefined,
    modelsRequest: {
      url: `${endpoint.url}/models`,
      headers: { 'x-api-key': apiKey, 'anthropic-version': API_VERSION },
    },
    async model(name) {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      return createAnthropic({ apiKey, baseURL: endpoint.url }).messages(name);
    },
  };
}
