import { Prisma } from '../../../generated/prisma/client.ts';
import { mapInTurns } from '../../../time/map-in-turns.ts';
import type { Wording } from './wording.ts';

// These statements are parts of those that write the messages: a crash leaves a message with its words, or neither.

/**
 * Stores the words of new messages.
 *
 * @param version what has made them
 * @param from a table expression with the rows of the messages
 * @param vector of type text, as `Wording.vectorOf` makes it; where it is empty, nothing is stored
 */
export function insertWords(version: string, from: Prisma.Sql, vector: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO "MessageWords"
      ("messageId", "ownerId", "conversationId", "number", "createdAt", "version", "words")
    SELECT m."id", m."ownerId", m."conversationId", m."number", m."createdAt", ${version}::text,
      "placedWords"(m."ownerId", m."conversationId", m."number", v."vector"::tsvector)
    FROM ${from} m, LATERAL (SELECT ${vector}::text AS "vector") v WHERE v."vector" <> ''`;
}

/** Stores the words of a new message with this text. */
export function storeWords(wording: Wording, message: WordedText, from: Prisma.Sql): Prisma.Sql {
  return insertWords(wording.version, from, Prisma.sql`${wording.vectorOf(message.ownerId, message.text)}`);
}

/** As {@link storeWords}, for a message whose text may have been another one before. */
export function replaceWords(wording: Wording, { ownerId, text }: WordedText, from: Prisma.Sql): Prisma.Sql {
  const vector = wording.vectorOf(ownerId, text);
  if (vector === '') return Prisma.sql`DELETE FROM "MessageWords" w USING ${from} m WHERE w."messageId" = m."id"`;
  return Prisma.sql`${insertWords(wording.version, from, Prisma.sql`${vector}`)} ${REPLACING}`;
}

interface WordedText {
  readonly ownerId: string;
  readonly text: string;
}

const REPLACING = Prisma.sql`
  ON CONFLICT ("messageId") DO UPDATE SET "version" = EXCLUDED."version", "words" = EXCLUDED."words"`;

/** Put behind {@link insertWords}: what is there already is replaced where another version has made it. */
export const REPLACING_OTHERS = Prisma.sql`${REPLACING} WHERE "MessageWords"."version" <> EXCLUDED."version"`;

/** A reply that is to be written again has no words meanwhile. The statement reads its job from `changed`. */
export const FORGET_WORDS = Prisma.sql`
  DELETE FROM "MessageWords" w USING changed WHERE changed."attempts" > 1 AND w."messageId" = changed."messageId"`;

/** How what another feature stores as messages gets its words. */
export interface WordsOfOthers {
  /** The words of texts of an owner, in their order. */
  vectorsOf(ownerId: string, texts: readonly string[]): Promise<string[]>;
  /** Stores the words of new messages: their rows in a table expression, with the words as `words`. */
  insert(from: Prisma.Sql): Prisma.Sql;
}

export function createWordsOfOthers(wording: Wording): WordsOfOthers {
  return {
    vectorsOf: (ownerId, texts) => mapInTurns(texts, (text) => wording.vectorOf(ownerId, text)),
    insert: (from) => insertWords(wording.version, from, Prisma.sql`m."words"`),
  };
}
