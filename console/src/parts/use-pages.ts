import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type ApiError, apiErrorOf } from '../api/api-error.ts';

/** A page of a list, as connections of the API answer it. */
export interface ConnectionPage<Node> {
  readonly totalCount: number;
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** A list that is read page by page. */
export interface Pages<Node> {
  /** What has been read so far; undefined until the first page is there. */
  readonly nodes: readonly Node[] | undefined;
  /** How many there are in all. */
  readonly totalCount: number;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  /** Why the last page couldn't be read. */
  readonly error: ApiError | undefined;
  /** Reads the next page, or the one that failed, unless one is on its way. */
  readonly loadMore: () => void;
  /** Reads from the beginning again. What is shown stays until that has come. */
  readonly reload: () => void;
  /**
   * Changes what is shown, and what is on its way: pages that were asked for before may say what was true before.
   *
   * @param change may be made to the same nodes more than once
   */
  readonly change: (change: Change<Node>) => void;
}

/** @param hasMore whether there are others behind them, which have not been read */
export type Change<Node> = (nodes: readonly Node[], hasMore: boolean) => readonly Node[];

interface Read<Node> {
  readonly nodes: readonly Node[] | undefined;
  readonly totalCount: number;
  /** The page that is read next is the one after this. */
  readonly next: string | null;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly error: ApiError | undefined;
}

const NOTHING = { nodes: undefined, totalCount: 0, next: null, hasMore: false, isLoading: true, error: undefined };

/** @param load reads the page after a cursor; another function is another list, which is read from its beginning */
export function usePages<Node extends { readonly id: string }>(
  load: (after: string | null) => Promise<ConnectionPage<Node>>,
): Pages<Node> {
  const [read, setRead] = useState<Read<Node>>(NOTHING);
  /** The read that is under way, with what has changed since it was begun. */
  const underWay = useRef<{ readonly changes: Change<Node>[] } | undefined>(undefined);

  const readPage = useCallback(
    async (after: string | null) => {
      const mine = { changes: [] };
      underWay.current = mine;
      setRead((before) => ({ ...before, isLoading: true, error: undefined }));
      const outcome = await load(after).catch(apiErrorOf);
      // Another list, or the beginning of this one, was asked for meanwhile.
      if (underWay.current !== mine) return;
      underWay.current = undefined;
      setRead((before) =>
        'edges' in outcome
          ? withPage(after === null ? { ...before, nodes: [] } : before, outcome, mine.changes)
          : { ...before, next: after, isLoading: false, error: outcome },
      );
    },
    [load],
  );

  useEffect(() => {
    setRead(NOTHING);
    void readPage(null);
    return () => {
      underWay.current = undefined;
    };
  }, [readPage]);

  const change = useCallback((make: Change<Node>) => {
    underWay.current?.changes.push(make);
    setRead((before) => (before.nodes ? withChange(before, make) : before));
  }, []);
  const reload = useCallback(() => void readPage(null), [readPage]);
  const { nodes, totalCount, next, hasMore, isLoading, error } = read;
  const loadMore = useCallback(() => {
    if (!underWay.current) void readPage(next);
  }, [readPage, next]);
  return useMemo(
    () => ({ nodes, totalCount, hasMore, isLoading, error, loadMore, reload, change }),
    [nodes, totalCount, hasMore, isLoading, error, loadMore, reload, change],
  );
}

/** Puts a page behind what was read before. A node that is in both has moved meanwhile: it is shown once. */
function withPage<Node extends { readonly id: string }>(
  before: Read<Node>,
  { edges, pageInfo, totalCount }: ConnectionPage<Node>,
  changes: readonly Change<Node>[],
): Read<Node> {
  const known = new Set(before.nodes?.map(({ id }) => id));
  const nodes = [...(before.nodes ?? []), ...edges.flatMap(({ node }) => (known.has(node.id) ? [] : [node]))];
  const read: Read<Node> = {
    nodes,
    totalCount,
    next: pageInfo.endCursor,
    hasMore: pageInfo.hasNextPage,
    isLoading: false,
    error: undefined,
  };
  return changes.reduce<Read<Node>>(withChange, read);
}

function withChange<Node>(before: Read<Node>, make: Change<Node>): Read<Node> {
  const old = before.nodes ?? [];
  const nodes = make(old, before.hasMore);
  return { ...before, nodes, totalCount: before.totalCount + nodes.length - old.length };
}
