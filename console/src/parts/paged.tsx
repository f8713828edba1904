import { Fragment, type ReactNode, useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { Button } from './button.tsx';

/** Where a page of a list ends, as the API tells it. */
export interface PageEnd {
  readonly hasNextPage: boolean;
  readonly endCursor?: string | null | undefined;
}

export interface PagedProps {
  /** Shows the page after a cursor, or the first; it calls `onEnd` with where that ends. */
  readonly page: (after: string | undefined, onEnd: (end: PageEnd) => void) => ReactNode;
}

/**
 * A list, page by page, each with a query of its own: so each is asked again when something on it has changed. Another
 * list needs another `key`.
 */
export function Paged({ page }: PagedProps) {
  const strings = useStrings();
  const [cursors, setCursors] = useState<readonly (string | undefined)[]>([undefined]);
  const [end, setEnd] = useState<PageEnd>();
  const last = cursors.at(-1);
  return (
    <>
      {cursors.map((after) => (
        <Fragment key={after ?? ''}>{page(after, (found) => after === last && setEnd(found))}</Fragment>
      ))}
      {end?.hasNextPage && typeof end.endCursor === 'string' && end.endCursor !== last && (
        <div>
          <Button onClick={() => setCursors([...cursors, end.endCursor ?? undefined])}>{strings.loadMore}</Button>
        </div>
      )}
    </>
  );
}
