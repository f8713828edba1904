import { useStrings } from '../language/language.tsx';
import { Moment } from '../parts/moment.tsx';
import { useNumbers } from '../parts/numbers.ts';

/** An archive to be fetched. @param result what the job of an export has as its result */
export function ExportResult({ result }: { readonly result: unknown }) {
  const { data } = useStrings();
  const numbers = useNumbers();
  const archive = readArchive(result);
  if (!archive) return <p className="hint">{data.archiveGone}</p>;
  const { url, name, bytes, expiresAt } = archive;
  return (
    <p>
      <a href={url} download={name}>
        {data.fetch(name, numbers.bytes(bytes))}
      </a>{' '}
      <span className="hint">
        {data.keptUntil} <Moment at={expiresAt} />
      </span>
    </p>
  );
}

function readArchive(result: unknown) {
  if (typeof result !== 'object' || result === null) return undefined;
  const { url, name, bytes, expiresAt } = result as Readonly<Record<string, unknown>>;
  // An address of this server alone, whatever else a result may come to hold.
  if (typeof url !== 'string' || !url.startsWith('/files/') || typeof name !== 'string') return undefined;
  if (typeof bytes !== 'number' || typeof expiresAt !== 'string') return undefined;
  return { url, name, bytes, expiresAt };
}
