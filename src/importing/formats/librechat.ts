import { z } from 'zod';
import { type FoundConversation, type FoundMessage, readInstant } from './found-conversation.ts';

/** A text, or an object that has it. */
const words = z.union([z.string(), z.object({ value: z.string().nullish() })]).nullish();
const part = z.object({ type: z.string().nullish(), text: words, think: words });

const message = z.object({
  messageId: z.string().min(1),
  parentMessageId: z.string().nullish(),
  isCreatedByUser: z.boolean().nullish(),
  sender: z.string().nullish(),
  text: z.string().nullish(),
  content: z.array(part.nullish()).nullish(),
  model: z.string().nullish(),
  createdAt: z.unknown().optional(),
  error: z.boolean().nullish(),
  files: z.array(z.unknown()).nullish(),
  // Each may hold messages again, thousands of levels deep: they are read one by one.
  children: z.array(z.unknown()).nullish(),
});

/** What LibreChat exports of one conversation as JSON: a list of messages, or a tree of them when "recursive". */
export const librechatConversation = z
  .object({
    conversationId: z.string().min(1),
    title: z.string().nullish(),
    options: z
      .object({ promptPrefix: z.string().nullish(), system: z.string().nullish(), model: z.string().nullish() })
      .nullish(),
    messages: z.unknown().optional(),
    messagesTree: z.unknown().optional(),
  })
  .refine(({ messages, messagesTree }) => messages != null || messagesTree != null, 'has no messages');

const ROOT = '00000000-0000-0000-0000-000000000000';

/** @throws {z.ZodError} for a message that isn't one */
export function foundInLibrechat(raw: z.infer<typeof librechatConversation>): FoundConversation {
  const messages = flatten(raw.messagesTree ?? raw.messages, raw.options?.model ?? undefined);
  const times = messages.flatMap(({ createdAt }) => (createdAt ? [createdAt.getTime()] : []));
  const first = times.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  const last = times.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
  return {
    source: 'LIBRECHAT',
    id: raw.conversationId,
    title: raw.title ?? '',
    archived: false,
    systemPrompt: raw.options?.promptPrefix || raw.options?.system || undefined,
    createdAt: Number.isFinite(first) ? new Date(first) : undefined,
    updatedAt: Number.isFinite(last) ? new Date(last) : undefined,
    currentId: messages.at(-1)?.id,
    messages,
  };
}

/** All messages of a list or a tree, without calling itself: a tree may be deeper than the stack. */
function flatten(top: unknown, model: string | undefined): FoundMessage[] {
  const found: FoundMessage[] = [];
  const open: { readonly raw: unknown; readonly parentId: string | undefined }[] = [];
  const add = (several: readonly unknown[], parentId: string | undefined) => {
    for (let at = several.length - 1; at >= 0; at--) open.push({ raw: several[at], parentId });
  };
  add(Array.isArray(top) ? top : [top], undefined);
  for (let next = open.pop(); next; next = open.pop()) {
    const raw = message.parse(next.raw);
    const named = raw.parentMessageId === ROOT ? undefined : (raw.parentMessageId ?? undefined);
    found.push(readMessage(raw, next.parentId ?? named, model));
    add(raw.children ?? [], raw.messageId);
  }
  return found;
}

function readMessage(
  raw: z.infer<typeof message>,
  parentId: string | undefined,
  model: string | undefined,
): FoundMessage {
  const parts = (raw.content ?? []).flatMap((each) => (each ? [each] : []));
  const said = parts.flatMap((each) => (each.type === 'text' ? [wordsOf(each.text)] : [])).filter(Boolean);
  const thought = parts.flatMap((each) => (each.type === 'think' ? [wordsOf(each.think)] : [])).filter(Boolean);
  const isUser = raw.isCreatedByUser ?? raw.sender?.toLowerCase() === 'user';
  return {
    id: raw.messageId,
    parentId,
    role: raw.error ? undefined : isUser ? 'USER' : 'ASSISTANT',
    text: said.length > 0 ? said.join('\n\n') : (raw.text ?? ''),
    reasoning: thought.length > 0 ? thought.join('\n\n') : undefined,
    model: isUser ? undefined : (raw.model ?? model),
    createdAt: readInstant(raw.createdAt),
    attachments: raw.files?.length ?? 0,
  };
}

function wordsOf(value: z.infer<typeof words>): string {
  return typeof value === 'string' ? value : (value?.value ?? '');
}
