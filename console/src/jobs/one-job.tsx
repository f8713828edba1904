import { useState } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { addressOf } from '../app/route.ts';
import type { ListedJobFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Problem } from '../parts/problem.tsx';
import { hasEnded } from './has-ended.ts';
import { JobResult } from './job-result.tsx';
import { JobStateMark } from './job-state.tsx';
import { JobView } from './job-view.tsx';
import { useProgress } from './use-progress.ts';

/** One job, followed to its end. */
export function OneJob({ id }: { readonly id: string }) {
  const strings = useStrings();
  const [job, setJob] = useState<ListedJobFragment>();
  const [problem, setProblem] = useState<ApiError>();
  useProgress(id, { isOpen: !job || !hasEnded(job.state), onChange: setJob, onFailed: setProblem });
  return (
    <>
      <p>
        <a href={addressOf('jobs')}>{strings.jobs.all}</a>
      </p>
      {problem && <Problem error={problem} />}
      {!job && !problem && <p className="loading">{strings.loading}</p>}
      {job && (
        <section className="job-one" aria-labelledby="job-name">
          <div className="row-head">
            <h2 id="job-name">{strings.jobs.kinds[job.kind]}</h2>
            <div role="status">
              <JobStateMark state={job.state} />
            </div>
          </div>
          <JobView job={job} onChange={setJob} />
          {job.result !== null && (
            <>
              <h3>{strings.jobs.result}</h3>
              <JobResult job={job} />
            </>
          )}
        </section>
      )}
    </>
  );
}
