import { randomUUID } from 'node:crypto';
import { ReferenceGoneError } from '../database/client/reference-gone-error.ts';
import { isUniqueViolation } from '../database/client/sql-state.ts';
import type { Database } from '../database/database.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { ArrangedConversation, ArrangedMessage } from './arranging/arrange-conversation.ts';
import type { ImportSource } from './formats/found-conversation.ts';

/** What a conversation has become that was imported before, or was here all along. */
export interface KnownConversation {
  readonly conversationId: string;
  /** The messages by the ids that their source gives them; undefined: it is the conversation that was exported. */
  readonly messageIds: ReadonlyMap<string, string> | undefined;
}

/**
 * Stores what is imported. Each conversation of a source, and each message of it, is stored once for an owner, which
 * unique keys see to: of two imports at the same time, one finds what the other has stored.
 */
export interface ImportStore {
  find(ownerId: string, source: ImportSource, sourceId: string): Promise<KnownConversation | undefined>;
  /**
   * Stores a conversation with its messages, all or nothing.
   *
   * @param files what the messages have attached, by what the source calls them: uploads of the owner
   * @returns its id; undefined when somebody else has stored it since it was looked for
   */
  add(ownerId: string, conversation: ArrangedConversation, files: FilesOfMessages): Promise<string | undefined>;
  /**
   * Adds messages to a conversation, all or none, and moves it to the top of the list.
   *
   * @returns false when some of them, or what they follow, have changed since it was looked for
   */
  extend(
    ownerId: string,
    known: KnownConversation,
    messages: readonly ArrangedMessage[],
    files: FilesOfMessages,
  ): Promise<boolean>;
}

/** The ids of attachments, in the order of each message, by what its source calls the message. */
export type FilesOfMessages = ReadonlyMap<string, readonly string[]>;

/** The rows of a statement's messages, as `input`. */
const INPUT = (messages: readonly Row[]) => Prisma.sql`
  SELECT * FROM json_to_recordset(${JSON.stringify(messages)}::json) AS x(
    "position" int, "id" uuid, "parentId" uuid, "sourceId" text, "role" text, "content" text, "reasoning" text,
    "model" text, "createdAt" timestamptz, "attachments" uuid[], "words" text)`;

/** Messages are numbered in the order of the input. */
const insertMessages = (conversationId: string, ownerId: string) => Prisma.sql`
  INSERT INTO "Message" ("id", "conversationId", "ownerId", "parentId", "role", "state", "content", "reasoning",
    "model", "createdAt", "attachmentCount")
  SELECT "id", ${conversationId}::uuid, ${ownerId}::uuid, "parentId", "role"::"MessageRole", 'COMPLETED', "content",
    "reasoning", "model", "createdAt", cardinality("attachments")
  FROM input ORDER BY "position" RETURNING *`;

/** Files that messages have stay as long as these. One that has gone meanwhile refuses all, by a foreign key. */
const attachFiles = (ownerId: string) => Prisma.sql`
  attached AS (
    INSERT INTO "MessageAttachment" ("messageId", "place", "attachmentId")
    SELECT i."id", file."place", file."id" FROM input i, unnest(i."attachments") WITH ORDINALITY AS file("id", "place")
  ),
  kept AS (
    UPDATE "StoredFile" f SET "expiresAt" = NULL FROM input i
    WHERE f."id" = ANY(i."attachments") AND f."ownerId" = ${ownerId}::uuid
  )`;

const insertNames = (conversationId: string) => Prisma.sql`
  INSERT INTO "ImportedMessage" ("conversationId", "sourceId", "messageId")
  SELECT ${conversationId}::uuid, "sourceId", "id" FROM input`;

/** The messages as they were stored, with their words. */
const WORDED = Prisma.sql`(SELECT message.*, input."words" FROM message JOIN input ON input."id" = message."id")`;

type Row = Omit<ArrangedMessage, 'parentSourceId' | 'files'> & {
  readonly attachments: readonly string[];
  readonly position: number;
  readonly id: string;
  readonly parentId: string | undefined;
  /** By which it is found. */
  readonly words: string;
};

/** How messages get the words by which they are found. */
export interface ImportedWords {
  /** The words of texts of an owner, in their order. */
  vectorsOf(ownerId: string, texts: readonly string[]): Promise<string[]>;
  /** Stores the words of new messages: their rows in a table expression, with the words as `words`. */
  insert(from: Prisma.Sql): Prisma.Sql;
}

export function createImportStore({ prisma }: Pick<Database, 'prisma'>, words: ImportedWords): ImportStore {
  async function rowsOf(ownerId: string, messages: readonly ArrangedMessage[], placed: Placed) {
    const vectors = await words.vectorsOf(
      ownerId,
      messages.map(({ content }) => content),
    );
    return numbered(messages, placed).map((row, index) => ({ ...row, words: vectors[index] ?? '' }));
  }
  return {
    async find(ownerId, source, sourceId) {
      if (source === 'LEX') {
        const [own] = await prisma.$queryRaw<{ id: string }[]>`
          SELECT "id"::text FROM "Conversation" WHERE "ownerId" = ${ownerId}::uuid AND "id"::text = ${sourceId}`;
        if (own) return { conversationId: own.id, messageIds: undefined };
      }
      const known = await prisma.importedConversation.findUnique({
        where: { ownerId_source_sourceId: { ownerId, source, sourceId } },
        select: { conversationId: true },
      });
      if (!known) return undefined;
      const { conversationId } = known;
      const rows = await prisma.importedMessage.findMany({
        where: { conversationId },
        select: { sourceId: true, messageId: true },
      });
      return { conversationId, messageIds: new Map(rows.map((row) => [row.sourceId, row.messageId])) };
    },
    async add(ownerId, conversation, files) {
      const id = randomUUID();
      const { title, archived, systemPrompt, createdAt, updatedAt, source, sourceId, messages } = conversation;
      const rows = await rowsOf(ownerId, messages, { known: new Map(), files });
      // Below all others in the list, in the order of the archive, whose newest is usually first.
      const stored = await unlessOvertaken(prisma.$executeRaw`
        WITH input AS (${INPUT(rows)}),
        conversation AS (
          INSERT INTO "Conversation" ("id", "activity", "ownerId", "title", "titled", "archived", "systemPrompt",
            "createdAt", "updatedAt")
          VALUES (${id}::uuid, -nextval('"Conversation_activity_seq"'), ${ownerId}::uuid, ${title}, TRUE, ${archived},
            ${systemPrompt ?? null}, ${createdAt}::timestamptz, ${updatedAt}::timestamptz)
        ),
        message AS (${insertMessages(id, ownerId)}),
        worded AS (${words.insert(WORDED)}),
        named AS (${insertNames(id)}),
        ${attachFiles(ownerId)}
        INSERT INTO "ImportedConversation" ("ownerId", "source", "sourceId", "conversationId")
        VALUES (${ownerId}::uuid, ${source}::"ImportSource", ${sourceId}, ${id}::uuid)`);
      return stored ? id : undefined;
    },
    async extend(ownerId, { conversationId, messageIds = new Map() }, messages, files) {
      const rows = await rowsOf(ownerId, messages, { known: messageIds, files });
      return unlessOvertaken(prisma.$executeRaw`
        WITH input AS (${INPUT(rows)}),
        message AS (${insertMessages(conversationId, ownerId)}),
        worded AS (${words.insert(WORDED)}),
        named AS (${insertNames(conversationId)}),
        ${attachFiles(ownerId)}
        UPDATE "Conversation" SET "activity" = nextval('"Conversation_activity_seq"')
        WHERE "id" = ${conversationId}::uuid AND "ownerId" = ${ownerId}::uuid`);
    },
  };
}

interface Placed {
  /** The ids of messages that are there already, by those of their source. */
  readonly known: ReadonlyMap<string, string>;
  readonly files: FilesOfMessages;
}

function numbered(messages: readonly ArrangedMessage[], { known, files }: Placed): Omit<Row, 'words'>[] {
  const ids = new Map(known);
  return messages.map(({ parentSourceId, files: _, ...message }, position) => {
    const id = randomUUID();
    ids.set(message.sourceId, id);
    const parentId = parentSourceId === undefined ? undefined : ids.get(parentSourceId);
    return { ...message, position, id, parentId, attachments: files.get(message.sourceId) ?? [] };
  });
}

/** @returns false when another statement was faster, so that this one was refused */
async function unlessOvertaken(statement: Promise<number>): Promise<boolean> {
  try {
    await statement;
    return true;
  } catch (error) {
    if (isUniqueViolation(error) || error instanceof ReferenceGoneError) return false;
    throw error;
  }
}
