import { addressOf } from '../app/route.ts';
import type { ListedJobFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { ExportResult } from '../moving/export-result.tsx';
import { ImportReport } from '../moving/import-report.tsx';
import { JsonText } from '../parts/json-text.tsx';

/** What came of a job: a summary as it is read, memories to go to, or whatever it is as it is stored. */
export function JobResult({ job }: { readonly job: Pick<ListedJobFragment, 'id' | 'kind' | 'result'> }) {
  const { kind, result } = job;
  const { jobs } = useStrings();
  if (!isRecord(result)) return <JsonText label={jobs.result} value={result} />;
  if (kind === 'EXPORT_DATA') return <ExportResult key={job.id} job={job} />;
  if (kind === 'IMPORT_CONVERSATIONS') return <ImportReport result={result} />;
  const { summary, whole, ids, ...rest } = result;
  if (kind === 'SUMMARIZE_CONVERSATION' && typeof summary === 'string') {
    return (
      <>
        <p className="job-summary" dir="auto">
          {summary}
        </p>
        {whole === false && <p className="hint">{jobs.notWhole}</p>}
      </>
    );
  }
  if (kind === 'DRAW_MEMORIES' && isTexts(ids)) {
    return (
      <>
        {ids.length > 0 && (
          <p className="row-facts">
            {jobs.memoriesMade}:
            {ids.map((id, index) => (
              <a key={id} href={addressOf('memory', id)}>
                {jobs.memory(index + 1)}
              </a>
            ))}
          </p>
        )}
        <JsonText label={jobs.result} value={rest} />
      </>
    );
  }
  return <JsonText label={jobs.result} value={result} />;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
