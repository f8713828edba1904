import type { Database } from '../database/database.ts';
import { inOrder } from '../database/in-order.ts';
import type { Viewer } from './viewer.ts';

/** The rows of users. */
export interface AccountStore {
  /** Creates a user unless there is one with this id. Several processes may do so at once. @returns the stored user */
  ensure(user: Viewer): Promise<Viewer>;
  /** In the order of the ids; undefined where there is no such user. */
  drawsMemories(ids: readonly string[]): Promise<(boolean | undefined)[]>;
  /** @returns whether there is such a user */
  setDrawsMemories(id: string, drawsMemories: boolean): Promise<boolean>;
}

export function createAccountStore({ prisma }: Pick<Database, 'prisma'>): AccountStore {
  return {
    async ensure(user) {
      // Not an upsert: it reads before it writes, so that of processes that start together all but one would fail.
      await prisma.user.createMany({ data: [user], skipDuplicates: true });
      const { id, name, role } = await prisma.user.findUniqueOrThrow({ where: { id: user.id } });
      return { id, name, role };
    },
    async drawsMemories(ids) {
      const where = { id: { in: [...ids] } };
      const users = await prisma.user.findMany({ where, select: { id: true, drawsMemories: true } });
      return inOrder(ids, users, ({ id }) => id).map((user) => user?.drawsMemories);
    },
    async setDrawsMemories(id, drawsMemories) {
      const { count } = await prisma.user.updateMany({ where: { id }, data: { drawsMemories } });
      return count > 0;
    },
  };
}
