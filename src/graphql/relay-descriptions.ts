const cursor = 'Where it stands in the list: given as `after` or `before`, the list goes on from there.';

/** What the API tells of nodes and of pages of lists, which the relay plugin makes. */
export const relayDescriptions = {
  idFieldOptions: { description: 'Its id, of which `node` knows the type as well.' },
  nodeTypeOptions: { description: 'What has an id and can be asked for by it, with `node`.' },
  pageInfoTypeOptions: { description: 'Whether there is more of a list before or after a page, and where.' },
  pageInfoFieldOptions: { description: 'Whether there is more of the list, and where.' },
  hasNextPageFieldOptions: { description: 'Whether something comes after this page.' },
  hasPreviousPageFieldOptions: { description: 'Whether something comes before this page.' },
  startCursorFieldOptions: { description: 'The cursor of the first on this page, null when there is none.' },
  endCursorFieldOptions: { description: 'The cursor of the last on this page, null when there is none.' },
  defaultConnectionTypeOptions: { description: 'A page of a list.' },
  defaultEdgeTypeOptions: { description: 'A place in a list, and what stands there.' },
  cursorFieldOptions: { description: cursor },
  beforeArgOptions: { description: 'A cursor of this list: only what comes before it.' },
  afterArgOptions: { description: 'A cursor of this list: only what comes after it.' },
  firstArgOptions: { description: 'So many from the beginning, 100 at most. 20 without `first` and `last`.' },
  lastArgOptions: { description: 'So many from the end, 100 at most; not together with `first`.' },
} as const;
