import type { ListedMemoryFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Moment } from '../parts/moment.tsx';
import { SourceLink } from './source-link.tsx';

export interface MemoryHistoryProps {
  /** Newest first. */
  readonly versions: readonly (Pick<ListedMemoryFragment, 'content' | 'source'> & { readonly replacedAt: string })[];
}

/** What a memory said before. */
export function MemoryHistory({ versions }: MemoryHistoryProps) {
  const { memory } = useStrings();
  return (
    <section>
      <h3>{memory.before}</h3>
      <ol className="rows">
        {versions.map(({ content, replacedAt, source }) => (
          <li key={`${replacedAt} ${content}`} className="row">
            <p className="memory-content" dir="auto">
              {content}
            </p>
            <div className="row-facts">
              <span>
                {memory.until} <Moment at={replacedAt} />
              </span>
              {source && <SourceLink source={source} />}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
