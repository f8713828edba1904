import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { foldTitle } from '../../../src/chat/search/titles/title-search.ts';
import type { Wording } from '../../../src/chat/search/words/wording.ts';
import { MESSAGES_OF_CONVERSATION } from '../sizes.ts';
import { inParts, insertRows, ROWS_AT_ONCE } from './insert.ts';

const TITLE_LENGTH = 40;

export interface Talk {
  readonly ownerIds: readonly string[];
  readonly conversations: number;
  /** What is said, by its number. */
  readonly textAt: (index: number) => string;
  readonly wording: Wording;
}

interface Spoken {
  readonly id: string;
  readonly ownerId: string;
  /** The number of its first text. */
  readonly first: number;
}

/**
 * Conversations, spread over their owners, with the words by which their messages are found. Clients take turns, so
 * that words are made while others are stored.
 */
export async function fillConversations(clients: readonly pg.Client[], talk: Talk): Promise<void> {
  const { ownerIds, conversations } = talk;
  const all: Spoken[] = Array.from({ length: conversations }, (_, index) => ({
    id: randomUUID(),
    ownerId: ownerIds[index % ownerIds.length] ?? '',
    first: index * MESSAGES_OF_CONVERSATION,
  }));
  const each = Math.ceil(all.length / clients.length);
  await Promise.all(
    clients.map((client, index) =>
      inParts(
        all.slice(index * each, (index + 1) * each),
        async (part) => {
          await storeConversations(client, part, talk);
          await storeMessages(client, part, talk);
        },
        ROWS_AT_ONCE / MESSAGES_OF_CONVERSATION,
      ),
    ),
  );
}

/** With titles that were taken up for searches: a trigger makes their words. */
function storeConversations(client: pg.Client, spoken: readonly Spoken[], { textAt }: Talk): Promise<void> {
  const titleOf = ({ first }: Spoken): string => textAt(first).slice(0, TITLE_LENGTH);
  return insertRows(
    client,
    'Conversation',
    [
      ['id', 'uuid', ({ id }) => id],
      ['ownerId', 'uuid', ({ ownerId }) => ownerId],
      ['title', 'text', titleOf],
      ['foldedTitle', 'text', (one) => foldTitle(titleOf(one))],
      ['titled', 'boolean', () => true],
    ],
    spoken,
  );
}

/** Questions and replies in turn, each after the one before, as a chat stores them. */
async function storeMessages(client: pg.Client, spoken: readonly Spoken[], { textAt, wording }: Talk): Promise<void> {
  const rows = spoken.flatMap(({ id: conversationId, ownerId, first }) => {
    const ids = Array.from({ length: MESSAGES_OF_CONVERSATION }, () => randomUUID());
    return ids.map((id, place) => {
      const content = textAt(first + place);
      const role = place % 2 === 0 ? 'USER' : 'ASSISTANT';
      const words = wording.vectorOf(ownerId, content);
      return { id, conversationId, ownerId, parentId: ids[place - 1] ?? null, role, content, words };
    });
  });
  const names = ['id', 'conversationId', 'ownerId', 'parentId', 'role', 'content', 'words'] as const;
  await client.query(STORE_MESSAGES, [...names.map((name) => rows.map((row) => row[name])), wording.version]);
}

const CONTEXT = JSON.stringify({
  turnsSent: 1,
  turnsSummarized: 0,
  turnsLeftOut: 0,
  memoriesSent: 0,
  charactersLeftOut: 0,
  tokens: 120,
  limitTokens: 8_192,
});

const STORE_MESSAGES = `
  WITH given AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[])
      WITH ORDINALITY AS g("id", "conversationId", "ownerId", "parentId", "role", "content", "words", "place")
  ), stored AS (
    INSERT INTO "Message" ("id", "conversationId", "ownerId", "parentId", "role", "state", "content", "model",
      "inputTokens", "outputTokens", "finishReason", "attempt", "context")
    SELECT "id", "conversationId", "ownerId", "parentId", "role"::"MessageRole", 'COMPLETED', "content",
      r."model", r."inputTokens", r."outputTokens", r."finishReason", COALESCE(r."attempt", 0), r."context"
    FROM given LEFT JOIN (
      VALUES ('local/lex', 100, 20, 'STOP'::"FinishReason", 1, '${CONTEXT}'::jsonb)
    ) r("model", "inputTokens", "outputTokens", "finishReason", "attempt", "context") ON given."role" = 'ASSISTANT'
    ORDER BY "place" RETURNING "id", "number", "createdAt"
  )
  INSERT INTO "MessageWords" ("messageId", "ownerId", "conversationId", "number", "createdAt", "version", "words")
  SELECT g."id", g."ownerId", g."conversationId", s."number", s."createdAt", $8,
    "placedWords"(g."ownerId", g."conversationId", s."number", g."words"::tsvector)
  FROM given g JOIN stored s USING ("id")`;
