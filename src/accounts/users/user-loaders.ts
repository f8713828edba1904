import DataLoader from 'dataloader';
import { countBatches, type LoaderOptions } from '../../metrics/count-batches.ts';
import type { UserService } from './user-service.ts';

/** How much users have, each batch one query. For administrators: what they read is of any user. */
export function createUserLoaders({ counts }: Pick<UserService, 'counts'>, options: LoaderOptions) {
  const counted = (name: string, count: (ids: readonly string[]) => Promise<number[]>) =>
    new DataLoader(countBatches(name, options, count), options);
  return {
    conversationCountByUser: counted('conversationCountByUser', counts.conversations),
    messageCountByUser: counted('messageCountByUser', counts.messages),
    memoryCountByUser: counted('memoryCountByUser', counts.memories),
  };
}
