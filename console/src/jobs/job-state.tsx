import type { JobState } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';

/** How far a job is, in a word. */
export function JobStateMark({ state }: { readonly state: JobState }) {
  const { jobs } = useStrings();
  return <span className={`job-state job-state-${state.toLowerCase()}`}>{jobs.states[state]}</span>;
}
