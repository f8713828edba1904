/** A table whose rows are moved from one deployment to another. */
export interface MovedTable {
  readonly name: string;
  /** A unique column, which gives the order of the rows. A row comes after those of its table that it points to. */
  readonly order: { readonly column: string; readonly type: 'uuid' | 'bigint' | 'int' | 'text' };
  /** Its primary key. */
  readonly key: string;
  /** Columns that may differ in a row that is there already. */
  readonly mayDiffer: readonly string[];
  /** Of rows that are there from the first start: what their users decide, which then is as in the export. */
  readonly settings?: {
    readonly columns: readonly string[];
    /** SQL that says of such a row, as `t`, that nobody has decided anything yet. */
    readonly unset: string;
  };
}

const byId = { order: { column: 'id', type: 'uuid' }, key: 'id', mayDiffer: [] } as const;
const byNumber = { order: { column: 'number', type: 'bigint' }, key: 'id', mayDiffer: [] } as const;

/**
 * Everything that Lex stores for good for its users, a table after those that its rows point to. What isn't here is
 * made again from it: the job queue, the logs of replies, the index of memory, the words by which messages and titles
 * are found, the tokens that are gone of a day. What was done (the audit log) stays where it was done.
 *
 * A job that hasn't ended is moved as it stands, and the new deployment runs it again, as after a crash. Its next
 * attempt has a higher number, so that the old deployment, if it still wrote, would be refused.
 */
export const MOVED_TABLES: readonly MovedTable[] = [
  // The first start makes the local user, at another time than the deployment that is carried over. Each deployment
  // folds a name when a search first needs it.
  {
    name: 'User',
    ...byId,
    mayDiffer: ['createdAt', 'foldedName'],
    settings: {
      columns: ['drawsMemories', 'dailyTokenLimit', 'allowedDailyTokens', 'instructions'],
      unset:
        't."drawsMemories" AND t."dailyTokenLimit" IS NULL AND t."allowedDailyTokens" IS NULL ' +
        'AND t."instructions" IS NULL',
    },
  },
  // Of keys the hashes travel, from which no key can be made: whoever has one is let in at the new place too.
  { name: 'ApiKey', ...byNumber },
  // Each deployment folds a title when a search first needs it.
  { name: 'Conversation', ...byId, mayDiffer: ['foldedTitle'] },
  { name: 'Message', ...byNumber },
  { name: 'BranchSummary', order: { column: 'messageId', type: 'uuid' }, key: 'messageId', mayDiffer: [] },
  {
    name: 'ImportedConversation',
    order: { column: 'conversationId', type: 'uuid' },
    key: 'conversationId',
    mayDiffer: [],
  },
  // A message is imported as one of its source, so that its id is unique here too.
  { name: 'ImportedMessage', order: { column: 'messageId', type: 'uuid' }, key: 'messageId', mayDiffer: [] },
  { name: 'Job', ...byNumber },
  { name: 'Document', ...byNumber },
  { name: 'Memory', ...byNumber },
  { name: 'MemoryVersion', ...byNumber, key: 'number' },
  { name: 'MemoryVector', order: { column: 'memoryId', type: 'uuid' }, key: 'memoryId', mayDiffer: [] },
  { name: 'MemoryDeletion', order: { column: 'sequence', type: 'bigint' }, key: 'sequence', mayDiffer: [] },
  { name: 'TokenUsage', ...byNumber, key: 'number' },
  { name: 'ModelContext', order: { column: 'model', type: 'text' }, key: 'model', mayDiffer: [] },
];
