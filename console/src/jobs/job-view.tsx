import { ApiError, codeOf } from '../api/api-error.ts';
import type { ListedJobFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Moment } from '../parts/moment.tsx';
import { Problem } from '../parts/problem.tsx';
import { Duration } from './duration.tsx';
import { JobActions } from './job-actions.tsx';

export interface JobViewProps {
  readonly job: ListedJobFragment;
  /** Told of what has become of it. */
  readonly onChange: (job: ListedJobFragment) => void;
}

/** How a job goes, and what can be done about it. */
export function JobView({ job, onChange }: JobViewProps) {
  const { jobs } = useStrings();
  const { state, progress, step, attempts, error, errorCode, createdAt, startedAt, finishedAt } = job;
  return (
    <>
      {state === 'ACTIVE' && (
        <progress className="job-progress" aria-label={jobs.progress} max={100} value={progress} />
      )}
      {/* The steps are the server's, in English. */}
      {step !== null && <p lang="en">{step}</p>}
      {error !== null && <Problem error={new ApiError(codeOf(errorCode), error)} />}
      <div className="row-head">
        <div className="row-facts">
          <span>
            {jobs.asked} <Moment at={createdAt} />
          </span>
          {startedAt !== null && (finishedAt !== null || state === 'ACTIVE') && (
            <span>
              {finishedAt === null ? jobs.runs : jobs.ran} <Duration from={startedAt} to={finishedAt} />
            </span>
          )}
          {attempts > 1 && (
            <span>
              {jobs.attempts}: {attempts}
            </span>
          )}
        </div>
        <JobActions job={job} onChange={onChange} />
      </div>
    </>
  );
}
