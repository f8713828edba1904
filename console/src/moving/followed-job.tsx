import type { ReactNode } from 'react';
import type { ListedJobFragment } from '../generated/graphql.ts';
import { hasEnded } from '../jobs/has-ended.ts';
import { JobView } from '../jobs/job-view.tsx';
import { useProgress } from '../jobs/use-progress.ts';

export interface FollowedJobProps {
  readonly job: ListedJobFragment;
  /** Told of what has become of it; the same function each time. */
  readonly onChange: (job: ListedJobFragment) => void;
  /** What came of it, once it is done. */
  readonly children: ReactNode;
}

/** A job as it goes, with what came of it. */
export function FollowedJob({ job, onChange, children }: FollowedJobProps) {
  useProgress(job.id, { isOpen: !hasEnded(job.state), onChange });
  return <div role="status">{job.state === 'COMPLETED' ? children : <JobView job={job} onChange={onChange} />}</div>;
}
