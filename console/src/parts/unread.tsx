import type { ApiError } from '../api/api-error.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from './button.tsx';
import { Problem } from './problem.tsx';

export interface UnreadProps {
  /** Why it couldn't be read; undefined: it is being read. */
  readonly error: ApiError | undefined;
  readonly onRetry: () => void;
}

/** Stands for a list of which nothing has been read yet. */
export function Unread({ error, onRetry }: UnreadProps) {
  const strings = useStrings();
  if (!error) return <p className="loading">{strings.loading}</p>;
  return (
    <>
      <Problem error={error} />
      <Button onClick={onRetry}>{strings.tryAgain}</Button>
    </>
  );
}
