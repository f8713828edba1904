import type { Database } from '../../../database/database.ts';
import { Prisma } from '../../../generated/prisma/client.ts';
import { mapInTurns } from '../../../time/map-in-turns.ts';
import type { Wording } from './wording.ts';
import { insertWords, REPLACING_OTHERS } from './words-store.ts';

/** Looks messages through for those without words, and gives them words. */
export interface WordsUpkeepStore {
  /**
   * Says for half a minute that this process is at it; undefined when another one is.
   *
   * @returns the number up to which all messages have words of this version
   */
  claim(): Promise<bigint | undefined>;
  /** Looks at the next messages after a number, and gives words to those that lack them. */
  wordNext(after: bigint): Promise<WordedStep>;
  /** Notes that all messages up to a number have words, and that the process is still at it. */
  note(checkedTo: bigint): Promise<void>;
  /** Says that the process has done what there was to do. */
  leave(): Promise<void>;
}

/** What came of a step. */
export interface WordedStep {
  /** The last message that was looked at; undefined when there was none. */
  readonly last: bigint | undefined;
  /** The last one before which none can change any more without getting its words. */
  readonly settled: bigint | undefined;
  /** How many got words. */
  readonly worded: number;
}

/** How many messages a step looks at. */
const AT_ONCE = 200;
/** Of each message so much is read, in characters: what is beyond isn't found. */
const READ = 100_000;
/**
 * A message that is younger may still be written by a process of an older version, which knows nothing of words: it is
 * looked at again.
 */
const SETTLED = Prisma.sql`interval '1 hour'`;
const CLAIMED = Prisma.sql`now() + interval '30 seconds'`;

interface LookedAt {
  readonly number: bigint;
  readonly isSettled: boolean;
  readonly id: string;
  readonly ownerId: string;
  /** Null for one that needs no words. */
  readonly text: string | null;
  readonly hash: string | null;
}

export function createWordsUpkeepStore({ prisma }: Pick<Database, 'prisma'>, wording: Wording): WordsUpkeepStore {
  const { version } = wording;
  return {
    async claim() {
      const [row] = await prisma.$queryRaw<{ checkedTo: bigint }[]>`
        UPDATE "WordsProgress" SET "claimedUntil" = ${CLAIMED}, "version" = ${version}::text,
          "checkedTo" = CASE WHEN "version" = ${version}::text THEN "checkedTo" ELSE 0 END
        WHERE "id" = 1 AND "claimedUntil" <= now() RETURNING "checkedTo"`;
      return row?.checkedTo;
    },
    async wordNext(after) {
      const needed = Prisma.sql`m."state" NOT IN ('PENDING', 'STREAMING') AND m."content" <> ''
        AND NOT EXISTS (SELECT FROM "MessageWords" w WHERE w."messageId" = m."id" AND w."version" = ${version}::text)`;
      const rows = await prisma.$queryRaw<LookedAt[]>`
        SELECT m."number", m."createdAt" < now() - ${SETTLED} AS "isSettled", m."id"::text, m."ownerId"::text,
          CASE WHEN ${needed} THEN left(m."content", ${READ}::int) END AS "text",
          CASE WHEN ${needed} THEN md5(m."content") END AS "hash"
        FROM "Message" m WHERE m."number" > ${after} ORDER BY m."number" LIMIT ${AT_ONCE}::int`;
      const lacking = rows.flatMap(({ text, ...row }) => (text === null ? [] : [{ ...row, text }]));
      const worded = lacking.length > 0 ? await word(lacking) : 0;
      const unsettled = rows.findIndex(({ isSettled }) => !isSettled);
      const settled = unsettled < 0 ? rows.at(-1) : rows[unsettled - 1];
      return { last: rows.at(-1)?.number, settled: settled?.number, worded };
    },
    async note(checkedTo) {
      await prisma.$executeRaw`UPDATE "WordsProgress" SET "claimedUntil" = ${CLAIMED},
        "checkedTo" = greatest("checkedTo", ${checkedTo}) WHERE "id" = 1 AND "version" = ${version}::text`;
    },
    async leave() {
      await prisma.$executeRaw`UPDATE "WordsProgress" SET "claimedUntil" = now() WHERE "id" = 1`;
    },
  };

  /**
   * Stores the words of these messages, as far as they still say what was read. Whoever changes one at the same time
   * has locked it, and stores its words as well: it is passed over.
   */
  async function word(messages: readonly (LookedAt & { readonly text: string })[]): Promise<number> {
    const vectors = await mapInTurns(messages, ({ ownerId, text }) => wording.vectorOf(ownerId, text));
    const input = messages.map(({ id, hash }, index) => ({ id, hash, words: vectors[index] ?? '' }));
    const unchanged = Prisma.sql`(
      SELECT m.*, i."words"
      FROM json_to_recordset(${JSON.stringify(input)}::json) AS i("id" uuid, "hash" text, "words" text)
      JOIN "Message" m ON m."id" = i."id" AND md5(m."content") = i."hash"
        AND m."state" NOT IN ('PENDING', 'STREAMING')
      FOR SHARE OF m SKIP LOCKED)`;
    return prisma.$executeRaw`${insertWords(version, unchanged, Prisma.sql`m."words"`)} ${REPLACING_OTHERS}`;
  }
}
