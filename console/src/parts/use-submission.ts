import { useState } from 'react';
import { type ApiError, apiErrorOf } from '../api/api-error.ts';

/** What becomes of what a form sends. */
export interface Submission {
  /** It is under way. */
  readonly busy: boolean;
  /** Why it failed the last time. */
  readonly error: ApiError | undefined;
  /** Does it, unless it is under way already. What it throws is the error. */
  readonly run: (work: () => Promise<void>) => Promise<void>;
}

/** Follows what a form sends: once at a time, with why it failed. */
export function useSubmission(): Submission {
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (cause) {
      setError(apiErrorOf(cause));
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}
