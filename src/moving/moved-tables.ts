/** A table whose rows are moved from one deployment to another. */
export interface MovedTable {
  readonly name: string;
  /** Columns that are unique together, in whose order the rows are. A row comes after those that it points to. */
  readonly order: readonly MovedColumn[];
  /** Its primary key. */
  readonly key: readonly MovedColumn[];
  /** SQL that says of a row, as `t`, whether it is moved. @default all are */
  readonly where?: string;
  /** Columns that may differ in a row that is there already. */
  readonly mayDiffer: readonly string[];
  /** Of rows that are there from the first start: what their users decide, which then is as in the export. */
  readonly settings?: {
    readonly columns: readonly string[];
    /** SQL that says of such a row, as `t`, that nobody has decided anything yet. */
    readonly unset: string;
  };
}

export interface MovedColumn {
  readonly column: string;
  readonly type: 'uuid' | 'bigint' | 'int' | 'text';
}

/** A table that goes by its primary key. */
function by(column: string, type: MovedColumn['type']): Pick<MovedTable, 'order' | 'key' | 'mayDiffer'> {
  return { order: [{ column, type }], key: [{ column, type }], mayDiffer: [] };
}

const byId = by('id', 'uuid');
const byNumber = { ...by('number', 'bigint'), key: byId.key };

/**
 * Everything that Lex stores for good for its users, a table after those that its rows point to. What isn't here is
 * made again from it: the job queue, the logs of replies, the partitions of memory with what numbers their changes and
 * tells them of deletions, the words by which messages and titles are found, the tokens that are gone of a day, the
 * counts of ended jobs, which are of the jobs that are moved. What was done (the audit log) stays where it was done.
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
      columns: [
        'drawsMemories',
        'dailyTokenLimit',
        'allowedDailyTokens',
        'instructions',
        'voice',
        'voiceLanguage',
        'voiceRate',
      ],
      unset:
        't."drawsMemories" AND t."dailyTokenLimit" IS NULL AND t."allowedDailyTokens" IS NULL ' +
        'AND t."instructions" IS NULL AND t."voice" IS NULL AND t."voiceLanguage" IS NULL AND t."voiceRate" IS NULL',
    },
  },
  // Of keys the hashes travel, from which no key can be made: whoever has one is let in at the new place too.
  { name: 'ApiKey', ...byNumber },
  // Each deployment folds a title when a search first needs it.
  { name: 'Conversation', ...byId, mayDiffer: ['foldedTitle'] },
  { name: 'Message', ...byNumber },
  { name: 'BranchSummary', ...by('messageId', 'uuid') },
  { name: 'ImportedConversation', ...by('conversationId', 'uuid') },
  // A message is imported as one of its source, so that its id is unique here too.
  { name: 'ImportedMessage', ...by('messageId', 'uuid') },
  // Their bytes come after all rows: then they are in the store of the new place. Archives are made again there.
  { name: 'StoredFile', ...byId, mayDiffer: ['place', 'fetched'], where: `t."purpose" <> 'EXPORT'` },
  { name: 'Attachment', ...byId },
  {
    name: 'MessageAttachment',
    ...byId,
    order: [
      { column: 'messageId', type: 'uuid' },
      { column: 'place', type: 'int' },
    ],
    key: [
      { column: 'messageId', type: 'uuid' },
      { column: 'place', type: 'int' },
    ],
  },
  { name: 'Job', ...byNumber },
  { name: 'SpentKey', ...by('jobId', 'uuid') },
  { name: 'Document', ...byNumber },
  { name: 'Memory', ...byNumber },
  { name: 'MemoryVersion', ...by('number', 'bigint') },
  { name: 'MemoryVector', ...by('memoryId', 'uuid') },
  { name: 'TokenUsage', ...by('number', 'bigint') },
  { name: 'ModelContext', ...by('model', 'text') },
];
