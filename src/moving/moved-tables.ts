/** A table whose rows are carried from one deployment to another. */
export interface MovedTable {
  readonly name: string;
  /** A unique column that rows are read in the order of; those that a row points to come before it. */
  readonly order: { readonly column: string; readonly type: 'uuid' | 'bigint' | 'int' | 'text' };
  /** Its primary key. */
  readonly key: string;
  /** What may differ in a row that is there already. */
  readonly mayDiffer: readonly string[];
}

const byId = { order: { column: 'id', type: 'uuid' }, key: 'id', mayDiffer: [] } as const;
const byNumber = { order: { column: 'number', type: 'bigint' }, key: 'id', mayDiffer: [] } as const;

/**
 * Everything that Lex keeps, in an order in which what is pointed to comes first. What isn't here is made again from it:
 * the job queue, the logs of replies, the index of memory.
 *
 * A job that hasn't ended is carried as it stands, and so is run again where it is carried to, as after a crash: its next
 * attempt has a higher number, so the old deployment, which is to be stopped, would be refused if it still wrote.
 */
export const MOVED_TABLES: readonly MovedTable[] = [
  // The first start makes the local user, at another time than the deployment that is carried over.
  { name: 'User', ...byId, mayDiffer: ['createdAt'] },
  // A search folds titles, here and there at other times.
  { name: 'Conversation', ...byId, mayDiffer: ['foldedTitle'] },
  { name: 'Message', ...byNumber },
  { name: 'BranchSummary', order: { column: 'messageId', type: 'uuid' }, key: 'messageId', mayDiffer: [] },
  { name: 'Job', ...byNumber },
  { name: 'Memory', ...byNumber },
  { name: 'MemoryVersion', ...byNumber, key: 'number' },
  { name: 'MemoryVector', order: { column: 'memoryId', type: 'uuid' }, key: 'memoryId', mayDiffer: [] },
  { name: 'MemoryDeletion', order: { column: 'sequence', type: 'bigint' }, key: 'sequence', mayDiffer: [] },
  { name: 'ModelContext', order: { column: 'model', type: 'text' }, key: 'model', mayDiffer: [] },
];
