import { z } from 'zod';
import { type FoundConversation, type FoundMessage, readInstant, textsIn } from './found-conversation.ts';

const thought = z.object({ summary: z.string().nullish(), content: z.string().nullish() });

const content = z.object({
  content_type: z.string().nullish(),
  parts: z.array(z.unknown()).nullish(),
  text: z.string().nullish(),
  thoughts: z.array(thought).nullish(),
});

const message = z.object({
  author: z.object({ role: z.string().nullish() }).nullish(),
  create_time: z.unknown().optional(),
  content: content.nullish(),
  recipient: z.string().nullish(),
  metadata: z
    .object({
      model_slug: z.string().nullish(),
      is_visually_hidden_from_conversation: z.boolean().nullish(),
    })
    .nullish(),
});

const node = z.object({ message: message.nullish(), parent: z.string().nullish() });

/** One of the conversations of ChatGPT's `conversations.json`: a tree, whose nodes are named by their ids. */
export const chatgptConversation = z
  .object({
    conversation_id: z.string().nullish(),
    id: z.string().nullish(),
    title: z.string().nullish(),
    create_time: z.unknown().optional(),
    update_time: z.unknown().optional(),
    is_archived: z.boolean().nullish(),
    current_node: z.string().nullish(),
    mapping: z.record(z.string(), node),
  })
  .refine(({ conversation_id, id }) => conversation_id || id, 'has no id');

type Node = z.infer<typeof node>;

export function foundInChatgpt(raw: z.infer<typeof chatgptConversation>): FoundConversation {
  return {
    source: 'CHATGPT',
    id: raw.conversation_id || raw.id || '',
    title: raw.title ?? '',
    archived: raw.is_archived ?? false,
    createdAt: readInstant(raw.create_time),
    updatedAt: readInstant(raw.update_time),
    currentId: raw.current_node ?? undefined,
    messages: Object.entries(raw.mapping).map(([id, each]) => readNode(id, each, raw.mapping)),
  };
}

function readNode(id: string, { message: said, parent }: Node, all: Readonly<Record<string, Node>>): FoundMessage {
  const place = { id, parentId: parent ?? undefined, role: undefined, text: '' };
  const role = said?.author?.role;
  const parts = said?.content?.parts ?? [];
  if (!said?.content || (role !== 'user' && role !== 'assistant')) return place;
  if (said.metadata?.is_visually_hidden_from_conversation) return place;
  // What a model says to a tool, and what it thinks, are messages of their own there.
  if (role === 'assistant' && said.recipient != null && said.recipient !== 'all') return place;
  if (!['text', 'multimodal_text', 'code'].includes(said.content.content_type ?? 'text')) return place;
  return {
    ...place,
    role: role === 'user' ? 'USER' : 'ASSISTANT',
    text: parts.length > 0 ? textOf(parts) : (said.content.text ?? ''),
    reasoning: role === 'assistant' ? thoughtsBefore(parent, all) : undefined,
    model: said.metadata?.model_slug ?? undefined,
    createdAt: readInstant(said.create_time),
    attachments: parts.filter((part) => typeof part === 'object' && part !== null && !('text' in part)).length,
  };
}

/** The words of a message: texts, and what was said aloud as it was written down. */
function textOf(parts: readonly unknown[]): string {
  const spoken = (part: unknown) =>
    typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string' ? part.text : part;
  return textsIn(parts.map(spoken)).join('\n\n').trim();
}

/** What the model thought directly before. */
function thoughtsBefore(parent: string | null | undefined, all: Readonly<Record<string, Node>>): string | undefined {
  const before = parent && Object.hasOwn(all, parent) ? all[parent]?.message?.content?.thoughts : undefined;
  const texts = (before ?? []).map(({ summary, content: text }) => text || summary || '').filter(Boolean);
  return texts.length > 0 ? texts.join('\n\n') : undefined;
}
