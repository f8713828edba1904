import { useStrings } from '../language/language.tsx';
import { EndlessList } from '../parts/endless-list.tsx';
import { Unread } from '../parts/unread.tsx';
import { type MemoryActions, MemoryRow } from './memory-row.tsx';
import type { Memories } from './use-memories.ts';

export interface MemoryListProps {
  readonly memories: Memories;
  /** The ids of those that are not to be shown. */
  readonly hidden: ReadonlySet<string>;
  readonly actions: MemoryActions;
  /** Whether the list is of one tag alone. */
  readonly isOfTag: boolean;
}

/** The memories of a namespace, newest first. */
export function MemoryList({ memories, hidden, actions, isOfTag }: MemoryListProps) {
  const strings = useStrings();
  const { nodes, totalCount, hasMore, isLoading, error, reload } = memories;
  if (!nodes) return <Unread error={error} onRetry={reload} />;
  const shown = nodes.filter(({ id }) => !hidden.has(id));
  const count = totalCount - (nodes.length - shown.length);
  const isEmpty = shown.length === 0 && !hasMore && !isLoading;
  return (
    <>
      <p role="status" className={isEmpty ? 'empty' : 'hint'}>
        {isEmpty ? (isOfTag ? strings.memory.noneOfTag : strings.memory.none) : strings.memory.count(count)}
      </p>
      <EndlessList label={strings.memory.list} nodes={shown} pages={memories}>
        {(memory) => <MemoryRow memory={memory} actions={actions} />}
      </EndlessList>
    </>
  );
}
