import type { Database } from '../database/database.ts';
import { NotFoundError } from '../errors.ts';
import type { Viewer } from './viewer.ts';

/** What users decide for themselves. */
export interface AccountService {
  /** Whether facts may be drawn from what the viewer says. @throws {NotFoundError} when the user was deleted */
  drawsMemories(viewer: Viewer): Promise<boolean>;
  /** Changes what is given. @throws {NotFoundError} when the user was deleted */
  update(viewer: Viewer, change: AccountChange): Promise<Viewer>;
}

export interface AccountChange {
  readonly drawsMemories?: boolean | null | undefined;
}

export function createAccountService({ prisma }: Database): AccountService {
  return {
    async drawsMemories({ id }) {
      const user = await prisma.user.findUnique({ where: { id }, select: { drawsMemories: true } });
      if (!user) throw new NotFoundError('user');
      return user.drawsMemories;
    },
    async update(viewer, { drawsMemories }) {
      if (drawsMemories == null) return viewer;
      const { count } = await prisma.user.updateMany({ where: { id: viewer.id }, data: { drawsMemories } });
      if (count === 0) throw new NotFoundError('user');
      return viewer;
    },
  };
}
