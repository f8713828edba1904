import type { RootDatabase } from 'lmdb';
import { z } from 'zod';

/** What LMDB says of an environment and of a table in it, without looking through them. */
const environment = z.object({ pageSize: z.number(), lastPageNumber: z.number() });
const table = z.object({
  pageSize: z.number(),
  treeBranchPageCount: z.number(),
  treeLeafPageCount: z.number(),
  overflowPages: z.number(),
  entryCount: z.number(),
});

/** Bytes of the file that have ever been used. The file never shrinks; pages that become free are used again. */
export function fileBytes(root: Pick<RootDatabase, 'getStats'>): number {
  const { pageSize, lastPageNumber } = environment.parse(root.getStats());
  return (lastPageNumber + 1) * pageSize;
}

/** Bytes of the pages that tables take. */
export function usedBytes(tables: readonly Pick<RootDatabase, 'getStats'>[]): number {
  return tables.reduce((bytes, each) => {
    const { pageSize, treeBranchPageCount, treeLeafPageCount, overflowPages } = table.parse(each.getStats());
    return bytes + pageSize * (treeBranchPageCount + treeLeafPageCount + overflowPages);
  }, 0);
}

/** How many entries a table has. */
export function entryCount(of: Pick<RootDatabase, 'getStats'>): number {
  return table.parse(of.getStats()).entryCount;
}
