import { z } from 'zod';

/** What is read of the row of a conversation to write it down. */
const conversationRow = z.object({
  id: z.uuid(),
  title: z.string(),
  systemPrompt: z.string().nullable(),
  createdAt: z.string(),
});
export type ConversationRow = z.infer<typeof conversationRow>;

/** The same of a message. */
const messageRow = z.object({
  id: z.uuid(),
  conversationId: z.uuid(),
  parentId: z.uuid().nullable(),
  role: z.string(),
  state: z.string(),
  content: z.string(),
  model: z.string().nullable(),
  createdAt: z.string(),
});
export type MessageRow = z.infer<typeof messageRow>;

/** A conversation of an export with its messages, each as it is and as JSON. The messages must be read first. */
export interface ExportedConversation {
  readonly row: ConversationRow;
  readonly json: string;
  readonly messages: AsyncGenerator<{ readonly row: MessageRow; readonly json: string }>;
}

/**
 * Goes through conversations and their messages together.
 *
 * @param conversations rows in some order
 * @param messages the rows of all of them, in the same order
 */
export async function* conversationsWith(
  conversations: AsyncGenerator<string>,
  messages: AsyncGenerator<string>,
): AsyncGenerator<ExportedConversation> {
  let next: { readonly row: MessageRow; readonly json: string } | undefined;
  const take = async () => {
    const { value, done } = await messages.next();
    next = done ? undefined : { row: messageRow.parse(JSON.parse(value)), json: value };
  };
  await take();
  async function* messagesOf(id: string) {
    while (next?.row.conversationId === id) {
      yield next;
      await take();
    }
  }
  for await (const json of conversations) {
    const row = conversationRow.parse(JSON.parse(json));
    const own = messagesOf(row.id);
    yield { row, json, messages: own };
    // Whoever left off early leaves the rest.
    while (next?.row.conversationId === row.id) await take();
  }
}
