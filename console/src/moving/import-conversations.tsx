import { type FormEvent, useCallback, useState } from 'react';
import { ImportMyConversationsDocument, type ListedJobFragment } from '../generated/graphql.ts';
import { hasEnded } from '../jobs/has-ended.ts';
import { JobView } from '../jobs/job-view.tsx';
import { useProgress } from '../jobs/use-progress.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Labelled } from '../parts/field.tsx';
import { Problem } from '../parts/problem.tsx';
import { useSubmission } from '../parts/use-submission.ts';
import { useApi } from '../session/session.ts';
import { ImportReport } from './import-report.tsx';
import { putArchive } from './put-archive.ts';

/** Takes over conversations from an archive. */
export function ImportConversations() {
  const { data } = useStrings();
  const api = useApi();
  const [file, setFile] = useState<File>();
  const [part, setPart] = useState<number>();
  const [jobId, setJobId] = useState<string>();
  const { busy, error, run } = useSubmission();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!file) return;
    void run(async () => {
      setJobId(undefined);
      setPart(0);
      try {
        const input = { name: file.name, bytes: file.size };
        const { importConversations } = await api.change(ImportMyConversationsDocument, { input });
        setJobId(await putArchive(importConversations.url, file, setPart));
      } finally {
        setPart(undefined);
      }
    });
  };

  return (
    <section className="section" aria-labelledby="settings-import">
      <h2 id="settings-import">{data.importTitle}</h2>
      <form className="form" onSubmit={submit}>
        <Labelled label={data.archive} hint={data.importExplained}>
          {(labelling) => (
            <input
              {...labelling}
              type="file"
              accept=".zip,.json,application/zip,application/json"
              onChange={({ target }) => setFile(target.files?.[0])}
            />
          )}
        </Labelled>
        {error && <Problem error={error} />}
        {part !== undefined && <progress aria-label={data.uploading} max={1} value={part} />}
        <div className="page-actions">
          <Button type="submit" busy={busy} disabled={!file}>
            {data.importButton}
          </Button>
        </div>
      </form>
      {jobId !== undefined && <ImportJob key={jobId} id={jobId} />}
    </section>
  );
}

function ImportJob({ id }: { readonly id: string }) {
  const [job, setJob] = useState<ListedJobFragment>();
  const onChange = useCallback((changed: ListedJobFragment) => setJob(changed), []);
  useProgress(id, { isOpen: !job || !hasEnded(job.state), onChange });
  return (
    <div role="status">
      {job &&
        (job.state === 'COMPLETED' ? <ImportReport result={job.result} /> : <JobView job={job} onChange={setJob} />)}
    </div>
  );
}
