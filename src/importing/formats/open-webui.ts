import { z } from 'zod';
import { type FoundConversation, type FoundMessage, readInstant } from './found-conversation.ts';

const part = z.object({ type: z.string().nullish(), text: z.string().nullish() });

const message = z.object({
  parentId: z.string().nullish(),
  role: z.string().nullish(),
  content: z.union([z.string(), z.array(part)]).nullish(),
  model: z.string().nullish(),
  timestamp: z.unknown().optional(),
  files: z.array(z.unknown()).nullish(),
});

/** One of the chats of Open WebUI's export. */
export const openWebuiChat = z.object({
  id: z.string().min(1),
  title: z.string().nullish(),
  archived: z.boolean().nullish(),
  created_at: z.unknown().optional(),
  updated_at: z.unknown().optional(),
  chat: z.object({
    title: z.string().nullish(),
    system: z.string().nullish(),
    params: z.object({ system: z.string().nullish() }).nullish(),
    history: z.object({ messages: z.record(z.string(), message), currentId: z.string().nullish() }),
  }),
});

export function foundInOpenWebui({ chat, ...raw }: z.infer<typeof openWebuiChat>): FoundConversation {
  return {
    source: 'OPEN_WEBUI',
    id: raw.id,
    title: raw.title || chat.title || '',
    archived: raw.archived ?? false,
    systemPrompt: chat.params?.system || chat.system || undefined,
    createdAt: readInstant(raw.created_at),
    updatedAt: readInstant(raw.updated_at),
    currentId: chat.history.currentId ?? undefined,
    messages: Object.entries(chat.history.messages).map(([id, each]) => readMessage(id, each)),
  };
}

/** What a model thought stands in the text there, in an element of its own. */
const REASONING = /^\s*<details type="reasoning"[^>]{0,200}>\s*(?:<summary>[^<]{0,200}<\/summary>)?/;
const END = '</details>';

function readMessage(id: string, raw: z.infer<typeof message>): FoundMessage {
  const content = raw.content ?? '';
  const text = typeof content === 'string' ? content : content.map((each) => each.text ?? '').join('\n\n');
  const [opening] = REASONING.exec(text) ?? [];
  const end = opening === undefined ? -1 : text.indexOf(END);
  const thought = opening !== undefined && end >= 0 ? text.slice(opening.length, end) : undefined;
  return {
    id,
    parentId: raw.parentId ?? undefined,
    role: raw.role === 'user' ? 'USER' : raw.role === 'assistant' ? 'ASSISTANT' : undefined,
    text: thought === undefined ? text : text.slice(end + END.length).trim(),
    reasoning:
      thought
        ?.replaceAll(/^&gt; ?/gm, '')
        .replaceAll(/^> ?/gm, '')
        .trim() || undefined,
    model: raw.model ?? undefined,
    createdAt: readInstant(raw.timestamp),
    attachments: raw.files?.length ?? 0,
  };
}
