import { type FormEvent, useState } from 'react';
import { type ApiError, apiErrorOf } from '../api/api-error.ts';
import { LimitTokensDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Problem } from '../parts/problem.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useApi } from '../session/session.ts';

/** What somebody allows themselves in a day. @param limit what holds now; null: as much as the server allows */
export function OwnLimit({ limit }: { readonly limit: number | null }) {
  const strings = useStrings();
  const api = useApi();
  const toasts = useToasts();
  const [text, setText] = useState(limit === null ? '' : String(limit));
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);

  const change = async (wanted: number | null) => {
    setBusy(true);
    setError(undefined);
    try {
      await api.change(LimitTokensDocument, { limit: wanted });
      setText(wanted === null ? '' : String(wanted));
      toasts.show({ text: wanted === null ? strings.usage.limitTaken : strings.usage.limitSaved });
    } catch (cause) {
      setError(apiErrorOf(cause));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) void change(text.trim() === '' ? null : Number(text));
  };

  return (
    <form className="form" onSubmit={submit}>
      <Field
        label={strings.usage.limit}
        hint={strings.usage.limitExplained}
        type="number"
        inputMode="numeric"
        min={0}
        max={2_147_483_647}
        step={1}
        value={text}
        onChange={setText}
      />
      {error && <Problem error={error} />}
      <div className="page-actions">
        <Button type="submit" kind="primary" busy={busy}>
          {strings.save}
        </Button>
        {limit !== null && (
          <Button busy={busy} onClick={() => void change(null)}>
            {strings.usage.takeLimit}
          </Button>
        )}
      </div>
    </form>
  );
}
