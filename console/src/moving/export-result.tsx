import { useState } from 'react';
import { ExportJobDocument, type ListedJobFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Moment } from '../parts/moment.tsx';
import { useNumbers } from '../parts/numbers.ts';
import { useApi } from '../session/session.ts';

/** An archive to be fetched. @param job the job of an export, whose address holds for an hour */
export function ExportResult({ job }: { readonly job: Pick<ListedJobFragment, 'id' | 'result'> }) {
  const { data } = useStrings();
  const api = useApi();
  const numbers = useNumbers();
  const [result, setResult] = useState(job.result);
  const archive = readArchive(result);
  const fetchAnew = async () => {
    const answer = await api.ask(ExportJobDocument, { id: job.id }).catch(() => undefined);
    if (!answer) return;
    const asked = answer.job?.result;
    setResult(asked);
    const { url, name } = readArchive(asked) ?? {};
    if (url === undefined || name === undefined) return;
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
  };
  if (!archive) return <p className="hint">{data.archiveGone}</p>;
  const { url, name, bytes, expiresAt } = archive;
  return (
    <p>
      <a
        href={url}
        download={name}
        onClick={(event) => {
          if (holds(url)) return;
          event.preventDefault();
          void fetchAnew();
        }}
      >
        {data.fetch(name, numbers.bytes(bytes))}
      </a>{' '}
      <span className="hint">
        {data.keptUntil} <Moment at={expiresAt} />
      </span>
    </p>
  );
}

/** Whether an address still holds: its query says until when, in seconds. */
function holds(address: string): boolean {
  const until = Number(new URLSearchParams(address.split('?', 2)[1]).get('until'));
  return until * 1_000 > Date.now();
}

function readArchive(result: unknown) {
  if (typeof result !== 'object' || result === null) return undefined;
  const { url, name, bytes, expiresAt } = result as Readonly<Record<string, unknown>>;
  // An address of this server alone, whatever else a result may come to hold.
  if (typeof url !== 'string' || !url.startsWith('/files/') || typeof name !== 'string') return undefined;
  if (typeof bytes !== 'number' || typeof expiresAt !== 'string') return undefined;
  return { url, name, bytes, expiresAt };
}
