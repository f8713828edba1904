import { useState } from 'react';
import type { JobKind, JobState } from '../../generated/graphql.ts';
import '../../jobs/jobs.css';
import type { JobFilter } from '../../jobs/job-filter.ts';
import { useStrings } from '../../language/language.tsx';
import { Paged } from '../../parts/paged.tsx';
import { Select } from '../../parts/select.tsx';
import { useSession } from '../../session/session.ts';
import { ScheduleList } from './schedule-list.tsx';
import { UserJobPage } from './user-job-page.tsx';

/** The choice of every kind or state. */
const ANY = '';

/** The jobs of all users, those that failed first of all; and what the server does again and again by itself. */
export function UserJobs() {
  const { admin, jobs } = useStrings();
  const { settings } = useSession();
  const [filter, setFilter] = useState<JobFilter>({ kind: null, state: 'FAILED' });
  return (
    <>
      <div className="job-filters">
        <Select<JobKind | typeof ANY>
          label={jobs.kind}
          value={filter.kind ?? ANY}
          choices={choicesOf(jobs.any, jobs.kinds)}
          onChange={(kind) => setFilter({ ...filter, kind: kind || null })}
        />
        <Select<JobState | typeof ANY>
          label={jobs.state}
          value={filter.state ?? ANY}
          choices={choicesOf(jobs.any, jobs.states)}
          onChange={(state) => setFilter({ ...filter, state: state || null })}
        />
      </div>
      <Paged
        key={`${filter.kind} ${filter.state}`}
        page={(after, onEnd) => <UserJobPage filter={filter} after={after} onEnd={onEnd} />}
      />
      {settings.adminQueues && (
        <p className="hint">
          <a href="/admin/queues">{admin.queues}</a>: {admin.queuesExplained}
        </p>
      )}
      <h2>{admin.schedules}</h2>
      <p className="hint">{admin.schedulesExplained}</p>
      <ScheduleList />
    </>
  );
}

function choicesOf<Value extends string>(any: string, names: Readonly<Record<Value, string>>) {
  const isOne = (name: string): name is Value => Object.hasOwn(names, name);
  const named = Object.keys(names)
    .filter(isOne)
    .map((value) => ({ value, label: names[value] }));
  return [{ value: ANY, label: any } as const, ...named];
}
