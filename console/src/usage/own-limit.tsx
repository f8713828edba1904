import { type FormEvent, useState } from 'react';
import { LimitTokensDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/problem.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useSubmission } from '../parts/use-submission.ts';
import { useApi } from '../session/session.ts';
import { TokensField, tokensIn } from './tokens-field.tsx';

/** What somebody allows themselves in a day. @param limit what holds now; null: as much as the server allows */
export function OwnLimit({ limit }: { readonly limit: number | null }) {
  const strings = useStrings();
  const api = useApi();
  const toasts = useToasts();
  const [text, setText] = useState(String(limit ?? ''));
  const { busy, error, run } = useSubmission();

  const change = (wanted: number | null) =>
    run(async () => {
      await api.change(LimitTokensDocument, { limit: wanted });
      setText(String(wanted ?? ''));
      toasts.show({ text: wanted === null ? strings.usage.limitTaken : strings.usage.limitSaved });
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void change(tokensIn(text));
  };

  return (
    <form className="form" onSubmit={submit}>
      <TokensField label={strings.usage.limit} hint={strings.usage.limitExplained} value={text} onChange={setText} />
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
