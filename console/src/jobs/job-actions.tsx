import { useState } from 'react';
import { CancelJobDocument, type ListedJobFragment, RetryJobDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useApi } from '../session/session.ts';
import { hasEnded } from './has-ended.ts';

export interface JobActionsProps {
  readonly job: ListedJobFragment;
  /** Told of what has become of it. */
  readonly onChange: (job: ListedJobFragment) => void;
}

/** Ends a job that is open, or runs one again that came to nothing. */
export function JobActions({ job: { id, state }, onChange }: JobActionsProps) {
  const strings = useStrings();
  const api = useApi();
  const toasts = useToasts();
  const [busy, setBusy] = useState(false);
  const run = async (ask: () => Promise<ListedJobFragment>) => {
    setBusy(true);
    try {
      onChange(await ask());
    } catch (cause) {
      toasts.failed(cause);
    } finally {
      setBusy(false);
    }
  };
  // One button for both, so that the focus stays on it when the one takes the place of the other.
  if (state === 'COMPLETED') return null;
  return hasEnded(state) ? (
    <Button busy={busy} onClick={() => void run(async () => (await api.change(RetryJobDocument, { id })).retryJob)}>
      <Icon name="retry" /> {strings.jobs.retry}
    </Button>
  ) : (
    <Button busy={busy} onClick={() => void run(async () => (await api.change(CancelJobDocument, { id })).cancelJob)}>
      <Icon name="stop" /> {strings.jobs.cancel}
    </Button>
  );
}
