import { useState } from 'react';
import { RetryUserJobDocument, type UserJobRowPartsFragment } from '../../generated/graphql.ts';
import { JobStateMark } from '../../jobs/job-state.tsx';
import { useStrings } from '../../language/language.tsx';
import { Button } from '../../parts/button.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Moment } from '../../parts/moment.tsx';
import { useToasts } from '../../parts/toasts.tsx';
import { useApi } from '../../session/session.ts';

/** A job of some user, with why it failed or waits, and a way to run it once more. */
export function UserJobRow({ job }: { readonly job: UserJobRowPartsFragment }) {
  const { admin, jobs } = useStrings();
  const api = useApi();
  const toasts = useToasts();
  const [busy, setBusy] = useState(false);
  const { jobId, userName, kind, state, step, attempts, failure, error, cause, createdAt, finishedAt } = job;
  const name = jobs.kinds[kind];
  const retry = async () => {
    setBusy(true);
    try {
      await api.change(RetryUserJobDocument, { id: jobId });
      toasts.show({ text: admin.jobRetried(name, userName) });
    } catch (problem) {
      toasts.failed(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className="row">
      <div className="row-head">
        <h2>{name}</h2>
        <JobStateMark state={state} />
        {(state === 'FAILED' || state === 'CANCELLED') && (
          <Button busy={busy} aria-label={admin.retryJob(name, userName)} onClick={() => void retry()}>
            <Icon name="retry" /> {jobs.retry}
          </Button>
        )}
      </div>
      {error !== null && <p dir="auto">{error}</p>}
      <Facts
        facts={[
          [admin.jobFacts.user, userName],
          [admin.jobFacts.why, failure === null ? undefined : admin.failures[failure]],
          [admin.jobFacts.cause, cause ?? undefined],
          [admin.jobFacts.step, step ?? undefined],
          [jobs.attempts, attempts],
          [jobs.asked, <Moment key="asked" at={createdAt} />],
          [admin.jobFacts.ended, finishedAt === null ? undefined : <Moment key="ended" at={finishedAt} />],
        ]}
      />
    </li>
  );
}
