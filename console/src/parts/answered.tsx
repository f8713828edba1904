import type { ReactNode } from 'react';
import type { CombinedError } from 'urql';
import { apiErrorOf } from '../api/api-error.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from './button.tsx';
import { Problem } from './problem.tsx';

export interface AnsweredProps<Data> {
  /** What urql has of a query. */
  readonly state: {
    readonly data?: Data | undefined;
    readonly error?: CombinedError | undefined;
    readonly fetching: boolean;
  };
  /** Asks again. */
  readonly retry: () => void;
  /** What to show of an answer: also of the last one, while or after another was asked for. */
  readonly children: (data: Data) => ReactNode;
}

/** The answer to a query, or that it is under way, or why there is none and what can be done about it. */
export function Answered<Data>({ state, retry, children }: AnsweredProps<Data>) {
  const strings = useStrings();
  const { data, error, fetching } = state;
  return (
    <>
      {error && !fetching && (
        <Problem error={apiErrorOf(error)}>
          <Button onClick={retry}>{strings.tryAgain}</Button>
        </Problem>
      )}
      {data === undefined || data === null ? !error && <p className="loading">{strings.loading}</p> : children(data)}
    </>
  );
}
