import { BadUserInputError } from '../../errors.ts';
import type { CompletionMessage, ContentPart, SentCompletion, Tool } from '../completion.ts';
import { fieldsOf, parseJson } from './http/json.ts';

type SdkModel = ReturnType<ReturnType<typeof import('@ai-sdk/anthropic').createAnthropic>['messages']>;
/** What the AI SDK's model of Anthropic is asked. */
export type SdkCall = Parameters<SdkModel['doStream']>[0];
type SdkMessage = SdkCall['prompt'][number];
type SdkUserPart = Extract<SdkMessage, { role: 'user' }>['content'][number];
type SdkTool = NonNullable<SdkCall['tools']>[number];

/**
 * Translates what is asked from OpenAI's form into that of the AI SDK. What Anthropic has no word for, such as a seed,
 * the SDK leaves out.
 *
 * @throws {BadUserInputError} for what Anthropic's models can't be given
 */
export function toSdkCall({ system, messages, tools = [], toolChoice, settings = {} }: SentCompletion): SdkCall {
  const { response_format: format, stop, max_completion_tokens: most = settings.max_tokens } = settings;
  if (format !== undefined && format['type'] !== 'text') {
    throw new BadUserInputError(
      'Models of anthropic take no response_format: ask for the form in words, or by a tool.',
      {
        param: 'response_format',
      },
    );
  }
  const names = namesOfCalls(messages);
  return {
    prompt: [
      ...(system === undefined ? [] : [{ role: 'system', content: system } as const]),
      ...messages.map((message) => toSdkMessage(message, names)),
    ],
    ...(tools.length > 0 && { tools: tools.map(toSdkTool) }),
    ...(tools.length > 0 && toolChoice !== undefined && { toolChoice: toSdkChoice(toolChoice) }),
    ...(most !== undefined && { maxOutputTokens: most }),
    ...(settings.temperature !== undefined && { temperature: settings.temperature }),
    ...(settings.top_p !== undefined && { topP: settings.top_p }),
    ...(stop !== undefined && { stopSequences: typeof stop === 'string' ? [stop] : [...stop] }),
  };
}

function toSdkMessage(message: CompletionMessage, names: ReadonlyMap<string, string>): SdkMessage {
  switch (message.role) {
    case 'user': {
      const { content } = message;
      const parts = typeof content === 'string' ? [{ type: 'text', text: content } as const] : content;
      return { role: 'user', content: parts.map(toSdkPart) };
    }
    case 'assistant': {
      const text = message.content ? [{ type: 'text', text: message.content } as const] : [];
      const calls = (message.tool_calls ?? []).map(({ id, function: called }) => {
        const input = fieldsOf(parseJson(called.arguments));
        return { type: 'tool-call', toolCallId: id, toolName: called.name, input } as const;
      });
      return { role: 'assistant', content: [...text, ...calls] };
    }
    case 'tool': {
      const { tool_call_id: toolCallId, content: value } = message;
      const toolName = names.get(toolCallId) ?? 'unknown';
      return {
        role: 'tool',
        content: [{ type: 'tool-result', toolCallId, toolName, output: { type: 'text', value } }],
      };
    }
  }
}

function toSdkPart(part: ContentPart): SdkUserPart {
  if (part.type === 'text') return part;
  if (part.type === 'input_audio') {
    throw new BadUserInputError('Models of anthropic take no sounds: choose another model.', { param: 'messages' });
  }
  const { url } = part.image_url;
  const [, mediaType, data] = /^data:(image\/[a-z+.-]{1,40});base64,(.*)$/is.exec(url) ?? [];
  if (mediaType !== undefined && data !== undefined) return { type: 'file', mediaType: mediaType.toLowerCase(), data };
  return { type: 'file', mediaType: 'image/*', data: new URL(url) };
}

function toSdkTool({ function: { name, description, parameters } }: Tool): SdkTool {
  const inputSchema = { type: 'object' as const, properties: {}, ...parameters };
  return { type: 'function', name, ...(description !== undefined && { description }), inputSchema };
}

function toSdkChoice(choice: NonNullable<SentCompletion['toolChoice']>): NonNullable<SdkCall['toolChoice']> {
  return typeof choice === 'string' ? { type: choice } : { type: 'tool', toolName: choice.function.name };
}

/** The names of the tools that were called, by the ids of the calls: the SDK wants them with the results. */
function namesOfCalls(messages: readonly CompletionMessage[]): ReadonlyMap<string, string> {
  const calls = messages.flatMap((message) => (message.role === 'assistant' ? (message.tool_calls ?? []) : []));
  return new Map(calls.map(({ id, function: { name } }) => [id, name]));
}
