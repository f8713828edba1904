import type { Database } from '../../database/database.ts';
import { escapeLike } from '../../database/escape-like.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import { inRange, messageOrder } from '../messages/message-range-store.ts';
import type { TextSearch, TitleSearch } from './text-search.ts';
import { ownerPrefix } from './words/lexeme.ts';

/** Which of an owner's messages are wanted. */
export interface WantedMessages {
  readonly ownerId: string;
  readonly search: TextSearch;
  /** Undefined: of all conversations. */
  readonly conversationId: string | undefined;
  /** Only of conversations that are archived, or that aren't; undefined: of both. */
  readonly archived: boolean | undefined;
}

/** Which of an owner's titles are wanted. */
export interface WantedTitles extends Pick<WantedMessages, 'ownerId' | 'archived'> {
  readonly search: TitleSearch;
}

/** A message that was found. */
export interface Candidate {
  readonly messageId: string;
  readonly conversationId: string;
  readonly number: bigint;
  /**
   * How well it matches and how new it is, in millionths: one that matches twice as well is as good as one that is a
   * year newer. It depends on the message and the search alone, so that an order by it stays as it is.
   */
  readonly score: bigint;
}

/** Finds messages by their words. Somebody else's message is as if it weren't there. */
export interface SearchStore {
  /**
   * The newest messages that match, the newest first: those with the highest numbers, of those below another one.
   *
   * @param options.below left out: all
   * @param options.steps in which steps messages are looked at, see {@link WORD_STEPS}
   */
  newest(
    wanted: WantedMessages,
    options: { readonly below: bigint | undefined; readonly limit: number; readonly steps: readonly number[] },
  ): Promise<Candidate[]>;
  /** How many match, up to `limit`. */
  count(wanted: WantedMessages, limit: number): Promise<number>;
  /** The conversations whose titles match, the last spoken in first, up to `limit`. */
  titled(wanted: WantedTitles, limit: number): Promise<string[]>;
  /**
   * Which of these messages are on the branch that ends in the newest message of their conversation. Undefined for
   * those that too many messages follow on that branch.
   */
  onNewestBranch(ownerId: string, messages: readonly PlacedMessage[]): Promise<(boolean | undefined)[]>;
}

export interface PlacedMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly number: bigint;
}

/**
 * How messages are looked at where a word may be in most of them: first the newest 2^12 to 2^13 of the deployment, then
 * 16 times as many, and so on; at last all. A step that finds enough is the last: so a word that is everywhere costs
 * about as much as one that is rare. By each step the index knows a word of its own.
 */
export const WORD_STEPS = [12, 16, 20, 24] as const;
/** For beginnings of words, of which each step reads all that begin so. */
export const BEGINNING_STEPS = [16, 24] as const;

/** Beyond so many messages nobody looks whether an older one is on the branch. */
const MOST_STEPS_BACK = 10_000;
/** The weights of a word in another form and of the word as it was written, by PostgreSQL's letters D to A. */
const WEIGHTS = Prisma.sql`'{0.4, 0.4, 0.4, 1}'`;
const YEAR_SECONDS = 31_536_000;

export function createSearchStore({ prisma, run }: Pick<Database, 'prisma' | 'run'>): SearchStore {
  return {
    newest: (wanted, { below, limit, steps }) => {
      const { ownerId, search } = wanted;
      const matching = (query: Prisma.Sql) => Prisma.sql`
        SELECT w."messageId", w."conversationId", w."number", w."createdAt", w."words" FROM "MessageWords" w, asked a
        WHERE w."words" @@ ${query} AND (w."number" < a."below") IS TRUE AND ${isOf(wanted)}
        ORDER BY w."number" DESC LIMIT ${limit}::int`;
      const enough = steps.map((step, index) => enoughIn(step, steps.slice(0, index), limit));
      const rest = Prisma.sql`SELECT * FROM step_all WHERE ${areShort(steps, limit)}`;
      return run<Candidate>(Prisma.sql`
        WITH asked AS MATERIALIZED (
          SELECT "below", ${searched(wanted)}::text AS "query" FROM (
            SELECT COALESCE(${below ?? null}::bigint, (
              SELECT "number" + 1 FROM "MessageWords" WHERE "ownerId" = ${ownerId}::uuid ORDER BY "number" DESC LIMIT 1
            ), 0) AS "below"
          ) b
        ),
        ${Prisma.join(
          steps.map(
            (step) => Prisma.sql`
          ${nameOf(step)} AS MATERIALIZED (${matching(Prisma.sql`(SELECT ${within(ownerId, step)} FROM asked)`)})`,
          ),
        )},
        step_all AS MATERIALIZED (${matching(Prisma.sql`(SELECT "query"::tsquery FROM asked)`)}),
        found AS (
          ${Prisma.join([...enough, rest], ' UNION ALL ')}
        )
        SELECT f."messageId"::text, f."conversationId"::text, f."number",
          round((ln(ts_rank_cd(${WEIGHTS}, f."words", ${search.rankedBy}::text::tsquery, 1) + 0.000001) / ln(2)
            + extract(epoch FROM f."createdAt") / ${YEAR_SECONDS}::int) * 1000000)::bigint AS "score"
        FROM found f ORDER BY f."number" DESC`);
    },
    async count(wanted, limit) {
      const [row] = await prisma.$queryRaw<{ count: number }[]>`
        SELECT count(*)::int AS "count" FROM (
          SELECT FROM "MessageWords" w WHERE w."words" @@ ${searched(wanted)}::text::tsquery AND ${isOf(wanted)}
          LIMIT ${limit}::int
        ) f`;
      return row?.count ?? 0;
    },
    async titled({ ownerId, archived, search: { query, parts, unwantedParts } }, limit) {
      const among = archived === undefined ? Prisma.sql`TRUE` : Prisma.sql`c."archived" = ${archived}::boolean`;
      const rows = await prisma.$queryRaw<{ id: string }[]>`
        SELECT c."id"::text FROM "TitleWords" t JOIN "Conversation" c ON c."id" = t."conversationId"
        WHERE t."words" @@ ${query}::text::tsquery AND (c."ownerId" = ${ownerId}::uuid) IS TRUE AND ${among}
          AND c."foldedTitle" LIKE ALL (${parts.map(holding)}::text[])
          AND NOT c."foldedTitle" LIKE ANY (${unwantedParts.map(holding)}::text[])
        ORDER BY c."activity" + 0 DESC LIMIT ${limit}::int`;
      return rows.map(({ id }) => id);
    },
    async onNewestBranch(ownerId, messages) {
      const rows = await newestBranches(prisma, ownerId, messages);
      const found = new Set(rows.map(({ id }) => id));
      const cut = new Map(rows.filter(({ isCut }) => isCut).map((row) => [row.conversationId, row.number]));
      return messages.map(({ id, conversationId, number }) => {
        if (found.has(id)) return true;
        const end = cut.get(conversationId);
        return end !== undefined && number < end ? undefined : false;
      });
    },
  };
}

/** A pattern of what holds a text. */
function holding(text: string): string {
  return `%${escapeLike(text)}%`;
}

/**
 * Whether a row is wanted. That its owner is looked for by `IS TRUE` keeps PostgreSQL from reading all of the owner's
 * rows in the index of owners: the words find the owner's alone already. (It keeps it from reading that index for the
 * numbers below a bound, too, which are everybody's: among a million messages that took a quarter of a second.) Of
 * which conversations it is, is looked up for each row that has the words: they may be few, and the archived
 * conversations many.
 */
function isOf({ ownerId, conversationId, archived }: WantedMessages): Prisma.Sql {
  const conditions = [Prisma.sql`(w."ownerId" = ${ownerId}::uuid) IS TRUE`];
  if (conversationId !== undefined) conditions.push(Prisma.sql`w."conversationId" = ${conversationId}::uuid`);
  if (archived !== undefined) {
    const ofConversation = Prisma.sql`SELECT c."archived" FROM "Conversation" c WHERE c."id" = w."conversationId"`;
    conditions.push(Prisma.sql`(${ofConversation}) = ${archived}::boolean`);
  }
  return Prisma.join(conditions, ' AND ');
}

/** The search as text. In a conversation it begins with the word that all of its messages have. */
function searched({ ownerId, search, conversationId }: WantedMessages): string {
  if (conversationId === undefined) return search.query;
  return `'${ownerPrefix(ownerId)}@${conversationId.slice(0, 8)}' & ${search.query}`;
}

/** The search among the messages of a step: those with numbers from one or two steps of that size below the bound. */
function within(ownerId: string, step: number): Prisma.Sql {
  const word = Prisma.sql`'''' || "ownerPrefix"(${ownerId}::uuid) || ${`#${step}:`}::text`;
  const place = Prisma.sql`("below" >> ${step}::int)`;
  return Prisma.sql`
    ('(' || ${word} || ${place} || ''' | ' || ${word} || (${place} - 1) || ''') & ' || "query")::tsquery`;
}

const nameOf = (step: number) => Prisma.raw(`step_${step}`);

/** The rows of a step that has enough of them, if none before it has. Steps that nobody asks aren't carried out. */
function enoughIn(step: number, before: readonly number[], limit: number): Prisma.Sql {
  return Prisma.sql`SELECT * FROM ${nameOf(step)} WHERE ${areShort(before, limit)}
    AND (SELECT count(*) FROM ${nameOf(step)}) >= ${limit}::int`;
}

function areShort(steps: readonly number[], limit: number): Prisma.Sql {
  const short = steps.map((step) => Prisma.sql`(SELECT count(*) FROM ${nameOf(step)}) < ${limit}::int`);
  return short.length > 0 ? Prisma.join(short, ' AND ') : Prisma.sql`TRUE`;
}

/** The wanted messages that the newest branches hold, and the end of each branch that was too long to follow. */
function newestBranches(
  prisma: Database['prisma'],
  ownerId: string,
  messages: readonly PlacedMessage[],
): Promise<{ id: string; conversationId: string; number: bigint; isCut: boolean }[]> {
  const ids = messages.map(({ id }) => id);
  const conversationIds = messages.map(({ conversationId }) => conversationId);
  const numbers = messages.map(({ number }) => number);
  return prisma.$queryRaw`
    WITH RECURSIVE wanted AS MATERIALIZED (
      SELECT "conversationId", min("number") AS "lowest"
      FROM unnest(${conversationIds}::uuid[], ${numbers}::bigint[]) AS w("conversationId", "number") GROUP BY 1
    ),
    branch AS (
      SELECT m."id", m."parentId", m."number", w."conversationId", w."lowest", 1 AS "depth"
      FROM wanted w, LATERAL (
        SELECT "id", "parentId", "number" FROM "Message"
        WHERE ${inRange(Prisma.sql`w."conversationId"`)} AND "ownerId" = ${ownerId}::uuid
        ${messageOrder('desc')} LIMIT 1
      ) m
      UNION ALL
      SELECT m."id", m."parentId", m."number", b."conversationId", b."lowest", b."depth" + 1
      FROM branch b, LATERAL (SELECT * FROM "Message" WHERE "id" = b."parentId" OFFSET 0) m
      WHERE b."number" > b."lowest" AND b."depth" < ${MOST_STEPS_BACK}::int
    )
    SELECT "id"::text, "conversationId"::text, "number", "depth" = ${MOST_STEPS_BACK}::int AS "isCut" FROM branch
    WHERE "id" = ANY(${ids}::uuid[]) OR "depth" = ${MOST_STEPS_BACK}::int`;
}
