import { useRoute } from '../app/route.ts';
import { useStrings } from '../language/language.tsx';
import { Page } from '../parts/page.tsx';
import { JobList } from './job-list.tsx';
import './jobs.css';
import { OneJob } from './one-job.tsx';

/** What Lex does in the background: all jobs, or at `#/jobs/ID` one. */
export default function JobsPage() {
  const strings = useStrings();
  const { id } = useRoute();
  return id === undefined ? (
    <Page title={strings.pages.jobs} explained={strings.jobs.explainedPage}>
      <JobList />
    </Page>
  ) : (
    <Page title={strings.jobs.one}>
      <OneJob key={id} id={id} />
    </Page>
  );
}
