import { z } from 'zod';
import type { CompletionMessage, ContentPart, ToolCall } from '../../models/completion.ts';
import { isStorableText } from '../../parse-input.ts';

/** The most messages, and parts of one, that are taken. */
const MOST_MESSAGES = 2_000;
const MOST_PARTS = 200;
const MOST_CALLS = 128;

/** Text as it is stored and sent: what JSON can hold, and a database can't, is refused. */
const text = z
  .string({ error: 'takes a text' })
  .refine(isStorableText, 'holds a NUL character or half of a surrogate pair');
const id = text.refine((each) => each.length > 0 && each.length <= 200, 'takes 1 to 200 characters');
/** The name of a tool: what OpenAI and Anthropic both take. */
export const toolName = text.refine((each) => /^[\w-]{1,128}$/.test(each), 'takes letters, digits, _ and -');

/** Addresses are fetched by the provider, perhaps from within its operator's network: those without TLS are refused. */
const imageUrl = text.refine(
  (url) => /^data:image\/[a-z+.-]{1,40};base64,/i.test(url) || (/^https:/i.test(url) && URL.canParse(url)),
  'takes a data: URL of an image in base64, or an https: URL',
);

const textPart = z.object({ type: z.literal('text'), text });
const imagePart = z.object({
  type: z.literal('image_url'),
  image_url: z.object({ url: imageUrl, detail: z.enum(['auto', 'low', 'high', 'original']).optional() }),
});
const audioPart = z.object({
  type: z.literal('input_audio'),
  input_audio: z.object({ data: text, format: text.refine((each) => each.length <= 20, 'takes wav or mp3') }),
});
const partKinds = 'takes text, image_url or input_audio';
const userPart = z.discriminatedUnion('type', [textPart, imagePart, audioPart], { error: partKinds });

const partsOf = <Part extends z.ZodType>(part: Part) =>
  z.array(part).min(1, 'takes at least one part').max(MOST_PARTS, `takes at most ${MOST_PARTS} parts`);
const CONTENT = 'takes a text or a list of parts';
/** What may be a text or a list of texts becomes one text. */
const plainContent = z
  .union([text, partsOf(textPart)], { error: CONTENT })
  .transform((content) => (typeof content === 'string' ? content : content.map((part) => part.text).join('\n')));

const toolCall: z.ZodType<ToolCall> = z.object({
  id,
  type: z.literal('function', { error: 'takes function' }),
  function: z.object({ name: toolName, arguments: text }),
});

const system = z.object({ role: z.enum(['system', 'developer']), content: plainContent });
const user = z.object({ role: z.literal('user'), content: z.union([text, partsOf(userPart)], { error: CONTENT }) });
const assistant = z
  .object({
    role: z.literal('assistant'),
    content: plainContent.nullish(),
    refusal: text.nullish(),
    tool_calls: z.array(toolCall).max(MOST_CALLS).nullish(),
  })
  .refine(
    ({ content, refusal, tool_calls: calls }) => content != null || refusal != null || (calls?.length ?? 0) > 0,
    'needs content or tool_calls',
  );
const tool = z.object({ role: z.literal('tool'), tool_call_id: id, content: plainContent });

const roles = 'takes system, developer, user, assistant or tool';
/** The messages of a completion, as OpenAI's API has them. */
export const messages = z
  .array(z.discriminatedUnion('role', [system, user, assistant, tool], { error: roles }), {
    error: 'takes a list of messages',
  })
  .min(1, 'takes at least one message')
  .max(MOST_MESSAGES, `takes at most ${MOST_MESSAGES.toLocaleString('en')} messages`);

/** What the messages of a request come to. */
export interface ReadMessages {
  /** Everything that the system and the developer say, in one text. */
  readonly system: string | undefined;
  readonly messages: readonly CompletionMessage[];
}

/** Takes what the system says apart from the other messages, as all providers can have it. */
export function separateSystem(given: z.infer<typeof messages>): ReadMessages {
  const told: string[] = [];
  const said: CompletionMessage[] = [];
  for (const message of given) {
    if (message.role === 'user' || message.role === 'tool') said.push(message);
    else if (message.role === 'assistant') {
      const calls = message.tool_calls ?? [];
      const content = message.content ?? message.refusal ?? null;
      said.push({ role: 'assistant', content, ...(calls.length > 0 && { tool_calls: calls }) });
    } else told.push(message.content);
  }
  return { system: told.filter((each) => each.trim()).join('\n\n') || undefined, messages: said };
}

/** What the newest message of the user says; undefined when there is none. */
export function newestQuestion({ messages: said }: ReadMessages): string | readonly ContentPart[] | undefined {
  return said.findLast((message) => message.role === 'user')?.content;
}
