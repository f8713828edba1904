import { z } from 'zod';
import { type FoundConversation, type FoundMessage, readInstant } from './found-conversation.ts';

const block = z.object({
  type: z.string().nullish(),
  text: z.string().nullish(),
  thinking: z.string().nullish(),
});

const message = z.object({
  uuid: z.string().min(1),
  sender: z.string(),
  text: z.string().nullish(),
  content: z.array(block).nullish(),
  created_at: z.unknown().optional(),
  parent_message_uuid: z.string().nullish(),
  attachments: z
    .array(z.object({ file_name: z.string().nullish(), extracted_content: z.string().nullish() }))
    .nullish(),
  files: z.array(z.unknown()).nullish(),
});

/** One of the conversations of Claude's `conversations.json`. Older ones are lists, newer ones name parents. */
export const claudeConversation = z.object({
  uuid: z.string().min(1),
  name: z.string().nullish(),
  created_at: z.unknown().optional(),
  updated_at: z.unknown().optional(),
  current_leaf_message_uuid: z.string().nullish(),
  chat_messages: z.array(message),
});

type Message = z.infer<typeof message>;

/** What Claude names as the parent of first messages. */
const ROOT = '00000000-0000-4000-8000-000000000000';

export function foundInClaude(raw: z.infer<typeof claudeConversation>): FoundConversation {
  const { chat_messages: messages } = raw;
  const isTree = messages.some(({ parent_message_uuid: parent }) => parent != null);
  return {
    source: 'CLAUDE',
    id: raw.uuid,
    title: raw.name ?? '',
    archived: false,
    createdAt: readInstant(raw.created_at),
    updatedAt: readInstant(raw.updated_at),
    currentId: raw.current_leaf_message_uuid ?? messages.at(-1)?.uuid,
    messages: messages.map((each, index) => readMessage(each, isTree ? parentIn(each) : messages[index - 1]?.uuid)),
  };
}

function parentIn({ parent_message_uuid: parent }: Message): string | undefined {
  return parent == null || parent === ROOT ? undefined : parent;
}

function readMessage(raw: Message, parentId: string | undefined): FoundMessage {
  const blocks = raw.content ?? [];
  const said = blocks.flatMap(({ type, text }) => (type === 'text' && text ? [text] : []));
  const thought = blocks.flatMap(({ type, thinking }) => (type === 'thinking' && thinking ? [thinking] : []));
  const pasted = (raw.attachments ?? []).flatMap(({ file_name: name, extracted_content: text }) =>
    text ? [`${name || 'Attachment'}:\n\n${text}`] : [],
  );
  return {
    id: raw.uuid,
    parentId,
    role: raw.sender === 'human' ? 'USER' : raw.sender === 'assistant' ? 'ASSISTANT' : undefined,
    text: [said.length > 0 ? said.join('\n\n') : (raw.text ?? ''), ...pasted].filter(Boolean).join('\n\n'),
    reasoning: thought.length > 0 ? thought.join('\n\n') : undefined,
    createdAt: readInstant(raw.created_at),
    attachments: raw.files?.length ?? 0,
  };
}
