import DataLoader from 'dataloader';
import type { Owner } from '../accounts/viewer.ts';
import { countBatches, type LoaderOptions } from '../metrics/count-batches.ts';
import type { DocumentService } from './document-service.ts';

/** Documents by their ids, each batch one query. Null for what isn't the owner's. */
export function createDocumentLoaders(documents: DocumentService, owner: Owner, options: LoaderOptions) {
  return {
    documentById: new DataLoader(
      countBatches('documentById', options, async (ids: readonly string[]) =>
        (await documents.byIds(owner, ids)).map((document) => document ?? null),
      ),
      options,
    ),
  };
}
