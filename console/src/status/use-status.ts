import { useEffect, useRef, useState } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { StatusChangedDocument } from '../generated/graphql.ts';
import { useApi } from '../session/session.ts';
import { type Sample, withSample } from './samples.ts';
import type { Status } from './status.ts';

export interface StatusView {
  /** Undefined until the first has come. */
  readonly status: Status | undefined;
  /** Those since the page was opened, oldest first. */
  readonly samples: readonly Sample[];
  /** Why none comes any more. */
  readonly error: ApiError | undefined;
  /** Follows the status again. */
  readonly retry: () => void;
}

/** How often the view changes by itself for who wants it calm, in milliseconds. */
const CALM_MS = 30_000;
const NOTHING = { status: undefined, samples: [] } as const;

/**
 * Follows the status while the page is open.
 *
 * @param live whether each status is shown at once; otherwise every 30 seconds, and when the state has changed
 */
export function useStatus(live: boolean): StatusView {
  const api = useApi();
  const [shown, setShown] = useState<Pick<StatusView, 'status' | 'samples'>>(NOTHING);
  const [error, setError] = useState<ApiError>();
  const [times, setTimes] = useState(0);
  const newest = useRef<Pick<StatusView, 'status' | 'samples'>>(NOTHING);
  const isLive = useRef(live);

  useEffect(() => {
    isLive.current = live;
    if (live) setShown(newest.current);
  }, [live]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each retry is another time
  useEffect(() => {
    const ending = new AbortController();
    let shownAt = 0;
    let shownState: Status['state'] | undefined;
    setError(undefined);
    api.follow(StatusChangedDocument, () => ({}), {
      next({ statusChanged: status }) {
        const now = Date.now();
        const { status: before, samples } = newest.current;
        newest.current = { status, samples: withSample(samples, status, { before, at: now / 1_000 }) };
        if (!isLive.current && now - shownAt < CALM_MS && status.state === shownState) return;
        shownAt = now;
        shownState = status.state;
        setShown(newest.current);
      },
      failed: setError,
      signal: ending.signal,
    });
    return () => ending.abort();
  }, [api, times]);

  return { ...shown, error, retry: () => setTimes((count) => count + 1) };
}
