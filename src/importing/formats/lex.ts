import { z } from 'zod';
import { type FoundConversation, readInstant } from './found-conversation.ts';

const lexMessage = z.object({
  id: z.string().min(1),
  parentId: z.string().nullable(),
  role: z.string(),
  content: z.string(),
  reasoning: z.string().nullish(),
  model: z.string().nullish(),
  createdAt: z.unknown().optional(),
  attachments: z.array(z.object({ id: z.uuid(), name: z.string() })).nullish(),
});

/** One of the conversations of Lex's own archives: see src/exporting/. */
export const lexConversation = z.object({
  id: z.string().min(1),
  title: z.string(),
  archived: z.boolean(),
  systemPrompt: z.string().nullish(),
  createdAt: z.unknown().optional(),
  updatedAt: z.unknown().optional(),
  messages: z.array(lexMessage),
});

/** One of the memories of Lex's own archives. */
const lexMemory = z.object({
  namespace: z.string(),
  key: z.string(),
  content: z.string(),
  group: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  metadata: z.unknown().optional(),
  expiresAt: z.unknown().optional(),
});
export type FoundMemory = z.infer<typeof lexMemory>;

/** Whether something is a memory of an archive of Lex. */
export function isMemory(value: unknown): value is FoundMemory {
  return lexMemory.safeParse(value).success;
}

export function foundInLex(raw: z.infer<typeof lexConversation>): FoundConversation {
  return {
    source: 'LEX',
    id: raw.id,
    title: raw.title,
    archived: raw.archived,
    systemPrompt: raw.systemPrompt ?? undefined,
    createdAt: readInstant(raw.createdAt),
    updatedAt: readInstant(raw.updatedAt),
    currentId: raw.messages.at(-1)?.id,
    messages: raw.messages.map((each) => ({
      id: each.id,
      parentId: each.parentId ?? undefined,
      role: each.role === 'USER' || each.role === 'ASSISTANT' ? each.role : undefined,
      text: each.content,
      reasoning: each.reasoning ?? undefined,
      model: each.model ?? undefined,
      createdAt: readInstant(each.createdAt),
      files: each.attachments ?? undefined,
    })),
  };
}
