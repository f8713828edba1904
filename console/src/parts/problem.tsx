import type { ReactNode } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { useStrings } from '../language/language.tsx';

/** What went wrong and what can be done about it: the kind in the reader's language, the rest in the server's words. */
export function Problem({ error, children }: { readonly error: ApiError; readonly children?: ReactNode }) {
  const strings = useStrings();
  return (
    <div className="problem" role="alert">
      <p>{strings.errors[error.code]}</p>
      {error.message && <p className="problem-detail">{error.message}</p>}
      {children}
    </div>
  );
}
