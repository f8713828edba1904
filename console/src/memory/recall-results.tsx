import { useQuery } from 'urql';
import { apiErrorOf } from '../api/api-error.ts';
import { documentOf } from '../api/document.ts';
import { RecallDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/problem.tsx';
import { type MemoryActions, MemoryRow } from './memory-row.tsx';
import { RecallReasons } from './recall-reasons.tsx';
import type { MemoryFilter } from './use-memories.ts';

export interface RecallResultsProps {
  readonly query: string;
  readonly filter: MemoryFilter;
  /** The ids of memories that are not to be shown. */
  readonly hidden: ReadonlySet<string>;
  readonly actions: MemoryActions;
}

/** What a text brings back, best first, each with why. */
export function RecallResults({ query, filter: { namespace, tag }, hidden, actions }: RecallResultsProps) {
  const strings = useStrings();
  const variables = { query, namespace, tag };
  const [{ data, error, fetching }, askAgain] = useQuery({
    query: documentOf(RecallDocument),
    variables,
    requestPolicy: 'network-only',
  });
  if (error) {
    return (
      <>
        <Problem error={apiErrorOf(error)} />
        <Button busy={fetching} onClick={() => askAgain({ requestPolicy: 'network-only' })}>
          {strings.tryAgain}
        </Button>
      </>
    );
  }
  const hits = data?.recall.filter(({ memory }) => !hidden.has(memory.id));
  return (
    <>
      <p role="status" className={hits?.length === 0 ? 'empty' : 'hint'}>
        {hits ? strings.memory.found(hits.length) : strings.loading}
      </p>
      <ol className="rows" aria-label={strings.memory.results} aria-busy={fetching}>
        {hits?.map(({ memory, score, reasons }) => (
          <li key={memory.id}>
            <MemoryRow memory={memory} actions={actions}>
              <RecallReasons memoryId={memory.id} score={score} reasons={reasons} asked={variables} />
            </MemoryRow>
          </li>
        ))}
      </ol>
    </>
  );
}
