import { useState } from 'react';
import { useQuery } from 'urql';
import { documentOf } from '../api/document.ts';
import { ExportMyDataDocument, type ListedJobFragment, NewestExportDocument } from '../generated/graphql.ts';
import { hasEnded } from '../jobs/has-ended.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/problem.tsx';
import { useSubmission } from '../parts/use-submission.ts';
import { useApi } from '../session/session.ts';
import { ExportResult } from './export-result.tsx';
import { FollowedJob } from './followed-job.tsx';

const NEWEST = documentOf(NewestExportDocument);

/** Packs everything of the viewer, and offers it when it is there. */
export function ExportData() {
  const { data } = useStrings();
  const api = useApi();
  const [{ data: answer }] = useQuery({ query: NEWEST, variables: {}, requestPolicy: 'network-only' });
  const [asked, setAsked] = useState<ListedJobFragment>();
  const { busy, error, run } = useSubmission();
  const job = asked ?? answer?.jobs.edges[0]?.node;
  const isPacking = job !== undefined && !hasEnded(job.state);
  const pack = () => void run(async () => setAsked((await api.change(ExportMyDataDocument, {})).exportData));
  return (
    <section className="section" aria-labelledby="settings-export">
      <h2 id="settings-export">{data.exportTitle}</h2>
      <p>{data.exportExplained}</p>
      {error && <Problem error={error} />}
      <div className="page-actions">
        <Button onClick={pack} busy={busy} disabled={isPacking}>
          {data.exportButton}
        </Button>
      </div>
      {job && (
        <FollowedJob key={job.id} job={job} onChange={setAsked}>
          <ExportResult job={job} />
        </FollowedJob>
      )}
    </section>
  );
}
