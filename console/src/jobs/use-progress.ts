import { useEffect } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { JobProgressDocument, type ListedJobFragment } from '../generated/graphql.ts';
import { useApi } from '../session/session.ts';

export interface ProgressOptions {
  /** Whether there is anything to follow: a job that has ended changes no more. */
  readonly isOpen: boolean;
  /** Called with the job as it is, and after each change. */
  readonly onChange: (job: ListedJobFragment) => void;
  readonly onFailed?: (error: ApiError) => void;
}

/** Follows a job to its end. */
export function useProgress(id: string, { isOpen, onChange, onFailed }: ProgressOptions): void {
  const api = useApi();
  useEffect(() => {
    if (!isOpen) return;
    const end = new AbortController();
    api.follow(JobProgressDocument, () => ({ id }), {
      next: ({ jobProgress }) => onChange(jobProgress),
      failed: (error) => onFailed?.(error),
      signal: end.signal,
    });
    return () => end.abort();
  }, [api, id, isOpen, onChange, onFailed]);
}
