import { useCallback } from 'react';
import { type ListedMemoryFragment, MemoriesDocument } from '../generated/graphql.ts';
import { type Pages, usePages } from '../parts/use-pages.ts';
import { useApi } from '../session/session.ts';

/** Which memories are listed. */
export interface MemoryFilter {
  readonly namespace: string;
  /** Null: with whatever tags. */
  readonly tag: string | null;
}

export interface Memories extends Pages<ListedMemoryFragment> {
  /** Shows what has become of a memory, or one that is new. */
  readonly put: (memory: ListedMemoryFragment) => void;
}

/** The viewer's memories, newest first. */
export function useMemories({ namespace, tag }: MemoryFilter): Memories {
  const api = useApi();
  const load = useCallback(
    async (after: string | null) => (await api.ask(MemoriesDocument, { namespace, tag, after })).memories,
    [api, namespace, tag],
  );
  const pages = usePages(load);
  const { change } = pages;
  const put = useCallback(
    (memory: ListedMemoryFragment) =>
      change((memories) => {
        const others = memories.filter(({ id }) => id !== memory.id);
        if (memory.namespace !== namespace || (tag !== null && !memory.tags.includes(tag))) return others;
        if (others.length === memories.length) return [memory, ...memories];
        return memories.map((each) => (each.id === memory.id ? memory : each));
      }),
    [change, namespace, tag],
  );
  return { ...pages, put };
}
