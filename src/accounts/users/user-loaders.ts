import DataLoader from 'dataloader';
import type { UserService } from './user-service.ts';

/** How much users have, each batch one query. For administrators: what they read is of any user. */
export function createUserLoaders({ counts }: Pick<UserService, 'counts'>, options: { cache: boolean }) {
  const counted = (count: (ids: readonly string[]) => Promise<number[]>) => new DataLoader(count, options);
  return {
    conversationCountByUser: counted(counts.conversations),
    messageCountByUser: counted(counts.messages),
    memoryCountByUser: counted(counts.memories),
  };
}
