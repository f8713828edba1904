import type { CompletionMessage, ContentPart, SentCompletion } from '../completion.ts';

/** What images and sounds count for in estimates, in tokens: about what providers take for a middling one. */
export const MEDIA_TOKENS = 1_500;

/** The images and sounds that are sent. */
export function mediaOf({ messages }: SentCompletion): readonly ContentPart[] {
  return messages.flatMap(({ content }) =>
    typeof content === 'string' || content === null ? [] : content.filter(({ type }) => type !== 'text'),
  );
}

/** All texts that are sent, those of tools and their calls among them. */
export function textsOf({ system, messages, tools = [] }: SentCompletion): string[] {
  return [
    ...(system === undefined ? [] : [system]),
    ...messages.flatMap(textsOfMessage),
    ...tools.map((tool) => JSON.stringify(tool)),
  ];
}

function textsOfMessage(message: CompletionMessage): string[] {
  const { content } = message;
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
  return [...(content === null ? [] : [textOfContent(content)]), ...calls.map((call) => JSON.stringify(call.function))];
}

/** What of content is text. */
export function textOfContent(content: string | readonly ContentPart[]): string {
  if (typeof content === 'string') return content;
  return content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}
