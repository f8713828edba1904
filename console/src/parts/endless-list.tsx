import { type ReactElement, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type CustomItemComponentProps, Virtualizer } from 'virtua';
import { useStrings } from '../language/language.tsx';
import { Button } from './button.tsx';
import './endless-list.css';
import { Problem } from './problem.tsx';
import type { Pages } from './use-pages.ts';

export interface EndlessListProps<Node> {
  /** What the list is, for who hears the page. */
  readonly label: string;
  /** What is shown of what was read. */
  readonly nodes: readonly Node[];
  readonly pages: Pick<Pages<Node>, 'hasMore' | 'isLoading' | 'error' | 'loadMore'>;
  readonly children: (node: Node) => ReactElement;
}

/** How far before its end a list reads on, in pixels. */
const AHEAD = '600px';

/**
 * A list as long as it may be: only what is in sight is drawn. It reads on by itself where it ends, and has a button
 * for who doesn't scroll. It stands in a `main` that scrolls, as pages have it.
 */
export function EndlessList<Node extends { readonly id: string }>({
  label,
  nodes,
  pages: { hasMore, isLoading, error, loadMore },
  children,
}: EndlessListProps<Node>) {
  const strings = useStrings();
  const { frame, scroller, startMargin } = usePlaceInPage();
  const setEnd = useEndInSight(hasMore && !isLoading && !error, loadMore);
  return (
    <section ref={frame} className="endless" aria-label={label} aria-busy={isLoading}>
      {startMargin !== undefined && (
        <Virtualizer data={nodes} scrollRef={scroller} startMargin={startMargin} as="ul" item={Item}>
          {(node) => (
            <div key={node.id} className="endless-item">
              {children(node)}
            </div>
          )}
        </Virtualizer>
      )}
      {error && <Problem error={error} />}
      {(hasMore || error) && (
        <div ref={setEnd} className="endless-end">
          <Button busy={isLoading} onClick={loadMore}>
            {error ? strings.tryAgain : strings.loadMore}
          </Button>
        </div>
      )}
    </section>
  );
}

/** Its place is said, since not all that are before it are drawn. */
function Item({ index, children, style, ref }: CustomItemComponentProps) {
  return (
    <li ref={ref} style={style} aria-posinset={index + 1} aria-setsize={-1}>
      {children}
    </li>
  );
}

/** Where a list stands in the page that scrolls: what is above it may grow and shrink. */
function usePlaceInPage() {
  const frame = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLElement | null>(null);
  const [startMargin, setStartMargin] = useState<number>();
  useLayoutEffect(() => {
    const main = frame.current?.closest('main');
    if (!frame.current || !main) return;
    scroller.current = main;
    const measure = () => {
      const top = frame.current?.getBoundingClientRect().top ?? 0;
      setStartMargin(top - main.getBoundingClientRect().top + main.scrollTop);
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const each of main.children) if (each !== frame.current) observer.observe(each);
    return () => observer.disconnect();
  });
  return { frame, scroller, startMargin };
}

/** Calls back while an element is in sight, or soon will be. */
function useEndInSight(isWanted: boolean, reached: () => void) {
  const [end, setEnd] = useState<HTMLDivElement | null>(null);
  useEffect(() => {
    if (!end || !isWanted) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && reached(), {
      root: end.closest('main'),
      rootMargin: AHEAD,
    });
    observer.observe(end);
    return () => observer.disconnect();
  }, [end, isWanted, reached]);
  return setEnd;
}
