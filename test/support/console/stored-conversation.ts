import { encodeGlobalId } from '../../../src/global-id.ts';
import type { TestServer } from '../lex/start-server.ts';

/** Stores a conversation of these texts, said by turns, as if it had been held. @returns the address of its page */
export async function storedConversation(lex: TestServer, texts: readonly string[]): Promise<string> {
  const { prisma } = lex.database;
  const { id: ownerId } = lex.server.app.viewer;
  const conversationId = crypto.randomUUID();
  await prisma.conversation.create({ data: { id: conversationId, ownerId, title: 'Stored', titled: true } });
  const ids = texts.map(() => crypto.randomUUID());
  const rows = texts.map((content, place) => ({
    id: ids[place] ?? '',
    ownerId,
    conversationId,
    parentId: ids[place - 1] ?? null,
    role: place % 2 === 0 ? ('USER' as const) : ('ASSISTANT' as const),
    state: 'COMPLETED' as const,
    content,
  }));
  await prisma.message.createMany({ data: rows });
  return `#/chat/${encodeURIComponent(encodeGlobalId('Conversation', conversationId))}`;
}
