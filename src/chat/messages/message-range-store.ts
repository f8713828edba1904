import { Prisma } from '../../generated/prisma/client.ts';

/** Numbers of messages lie between these. */
const LEAST = 0n;
const LARGEST = 2n ** 63n - 1n;

/**
 * The condition that a message is one of a conversation and its number lies between two others. With the order of
 * {@link messageOrder} and a limit, PostgreSQL then reads as many rows as the limit says.
 *
 * It compares pairs because only the index of conversations and numbers has these in order. With an equality, the index
 * of numbers alone has the order too, and PostgreSQL takes it where it knows the conversation for a large part of all:
 * then it goes through whatever is newer in the other conversations. Of pairs alone it expects a ninth of all messages,
 * and reads a small table whole for each conversation; a list of one conversation tells it how many there are, and
 * nothing of their order.
 *
 * @param conversationId an expression of type uuid
 */
export function inRange(
  conversationId: Prisma.Sql,
  { gt = LEAST, lt = LARGEST }: { readonly gt?: bigint | undefined; readonly lt?: bigint | undefined } = {},
): Prisma.Sql {
  return Prisma.sql`"conversationId" = ANY(ARRAY[${conversationId}])
    AND ("conversationId", "number") > (${conversationId}, ${gt}::bigint)
    AND ("conversationId", "number") < (${conversationId}, ${lt}::bigint)`;
}

/** The order of the messages of one conversation by their numbers. */
export function messageOrder(direction: 'asc' | 'desc'): Prisma.Sql {
  const way = Prisma.raw(direction);
  return Prisma.sql`ORDER BY "conversationId" ${way}, "number" ${way}`;
}
