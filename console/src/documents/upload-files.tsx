import { useEffect, useRef, useState } from 'react';
import { type ApiError, apiErrorOf } from '../api/api-error.ts';
import { IngestUploadDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useApi } from '../session/session.ts';
import { putFile } from './put-file.ts';

/** A file on its way to the server. */
interface Underway {
  readonly id: number;
  readonly name: string;
  readonly share: number;
  readonly error?: ApiError;
}

const TAKEN = '.txt,.md,.markdown,.html,.htm,.pdf,.docx,.epub,text/*';

/** Sends files, one after the other. @param onArrived called when one is there, and is being read */
export function UploadFiles({ onArrived }: { readonly onArrived: () => void }) {
  const { documents: strings } = useStrings();
  const api = useApi();
  const chosen = useRef<HTMLInputElement>(null);
  const [underway, setUnderway] = useState<readonly Underway[]>([]);
  const gone = useRef<AbortController>(undefined);
  const last = useRef(0);
  useEffect(() => {
    const leaving = new AbortController();
    gone.current = leaving;
    return () => leaving.abort();
  }, []);

  const note = (id: number, change: Partial<Underway>) =>
    setUnderway((before) => before.map((each) => (each.id === id ? { ...each, ...change } : each)));

  const send = async (file: File, id: number, signal: AbortSignal) => {
    try {
      const input = { name: file.name, bytes: file.size, mimeType: file.type || 'application/octet-stream' };
      const { ingestUpload } = await api.change(IngestUploadDocument, { input });
      await putFile(ingestUpload.url, file, { onProgress: (share) => note(id, { share }), signal });
      setUnderway((before) => before.filter((each) => each.id !== id));
      onArrived();
    } catch (cause) {
      note(id, { error: apiErrorOf(cause) });
    }
  };

  const sendAll = async (files: readonly File[]) => {
    const named = files.map((file) => ({ file, id: ++last.current }));
    setUnderway((before) => [
      ...before.filter(({ error }) => !error),
      ...named.map(({ file, id }) => ({ id, name: file.name, share: 0 })),
    ]);
    for (const { file, id } of named) if (gone.current) await send(file, id, gone.current.signal);
  };

  return (
    <div className="upload">
      <input
        ref={chosen}
        type="file"
        multiple
        hidden
        accept={TAKEN}
        aria-label={strings.choose}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // The same file may be chosen again.
          event.target.value = '';
          void sendAll(files);
        }}
      />
      <Button kind="primary" onClick={() => chosen.current?.click()}>
        <Icon name="plus" /> {strings.add}
      </Button>
      <ul className="uploads" aria-live="polite">
        {underway.map(({ id, name, share, error }) => (
          <li key={id}>
            <span dir="auto">{name}</span>{' '}
            {error ? (
              <span className="problem-detail">{strings.notTaken(error.message)}</span>
            ) : (
              <progress aria-label={strings.sending(name)} max={1} value={share} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
