import type { PromptMessages } from '../prompt-messages.ts';
import { readEndpoint } from './endpoint.ts';
import { FailureError } from './failure.ts';
import type { AnswerPart, Provider } from './provider.ts';

/** How Anthropic is reached. */
export interface AnthropicSettings {
  readonly apiKey: string;
  /** Always passed on, or the SDK would look for it in the environment by itself. @default https://api.anthropic.com/v1 */
  readonly baseUrl?: string;
}

// The version of the API that the SDK speaks too; the list of models wants to be told.
const API_VERSION = '2023-06-01';

/** Anthropic's messages API, through the AI SDK, which knows how long an answer each of its models may give. */
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
    async *ask({ model, prompt, signal, log }) {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      const call = { prompt: toSdkPrompt(prompt), abortSignal: signal };
      const { stream } = await createAnthropic({ apiKey, baseURL: endpoint.url }).messages(model).doStream(call);
      const parts = stream.getReader();
      for (;;) {
        const { done, value: part } = await parts.read();
        if (done) throw new FailureError({ kind: 'broken' });
        if (part.type === 'error') throw part.error;
        if (part.type === 'stream-start' && part.warnings.length > 0) {
          log.debug({ model, warnings: part.warnings }, 'model warnings');
        }
        if (part.type === 'finish') return yield readEnd(part);
        yield part.type === 'text-delta' ? { kind: 'text', text: part.delta } : { kind: 'sign' };
      }
    },
  };
}

type SdkModel = ReturnType<ReturnType<typeof import('@ai-sdk/anthropic').createAnthropic>['messages']>;
type SdkStream = Awaited<ReturnType<SdkModel['doStream']>>['stream'];
type SdkPart = SdkStream extends ReadableStream<infer Part> ? Part : never;

function toSdkPrompt({ system, messages }: PromptMessages): Parameters<SdkModel['doStream']>[0]['prompt'] {
  return [
    ...(system === undefined ? [] : [{ role: 'system', content: system } as const]),
    ...messages.map(({ role, content }) => ({ role, content: [{ type: 'text' as const, text: content }] })),
  ];
}

function readEnd({ finishReason, usage }: Extract<SdkPart, { type: 'finish' }>): AnswerPart {
  const filtered = finishReason.unified === 'content-filter';
  const reason = filtered ? 'FILTERED' : finishReason.unified === 'length' ? 'LENGTH' : 'STOP';
  // The SDK makes up a reason, without a raw one, when the provider's stream ended without giving any.
  if (!filtered && finishReason.raw === undefined) throw new FailureError({ kind: 'broken' });
  const { inputTokens, outputTokens } = usage;
  return { kind: 'end', finishReason: reason, inputTokens: inputTokens.total, outputTokens: outputTokens.total };
}
