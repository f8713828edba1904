import DataLoader from 'dataloader';
import { countBatches, type LoaderOptions } from '../metrics/count-batches.ts';
import type { StorageService } from './storage-service.ts';
import type { UsageService } from './usage-service.ts';

/** What users use, each batch one query. For administrators: what they read is of any user. */
export function createUsageLoaders(
  { usage, storage }: { readonly usage: UsageService; readonly storage: StorageService },
  options: LoaderOptions,
) {
  return {
    tokensTodayByUser: new DataLoader(
      countBatches('tokensTodayByUser', options, (ids: readonly string[]) => usage.goneToday(ids)),
      options,
    ),
    storedBytesByUser: new DataLoader(
      countBatches('storedBytesByUser', options, (ids: readonly string[]) => storage.bytesOf(ids)),
      options,
    ),
  };
}
