import { addressOf } from '../app/route.ts';
import type { ListedJobFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { hasEnded } from './has-ended.ts';
import { JobResult } from './job-result.tsx';
import { JobStateMark } from './job-state.tsx';
import { JobView } from './job-view.tsx';
import { useProgress } from './use-progress.ts';

export interface JobRowProps {
  readonly job: ListedJobFragment;
  /** Told of what has become of it. */
  readonly onChange: (job: ListedJobFragment) => void;
}

/** A job in a list. As long as it is open and in sight it is followed by itself, from how it is on. */
export function JobRow({ job, onChange }: JobRowProps) {
  const { jobs } = useStrings();
  useProgress(job.id, { isOpen: !hasEnded(job.state), onChange });
  return (
    <article className="row" aria-label={jobs.kinds[job.kind]}>
      <div className="row-head">
        <a className="job-name" href={addressOf('jobs', job.id)}>
          {jobs.kinds[job.kind]}
        </a>
        <JobStateMark state={job.state} />
      </div>
      <JobView job={job} onChange={onChange} />
      {job.result !== null && (
        <details className="job-result">
          <summary>{jobs.result}</summary>
          <JobResult job={job} />
        </details>
      )}
    </article>
  );
}
