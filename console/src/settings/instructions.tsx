import { type FormEvent, useState } from 'react';
import { type ApiError, apiErrorOf } from '../api/api-error.ts';
import { ChangeSettingsDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Area } from '../parts/field.tsx';
import { useNumbers } from '../parts/numbers.ts';
import { Problem } from '../parts/problem.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useApi } from '../session/session.ts';

/** The server takes no longer ones. */
const MOST_CHARACTERS = 32_000;

/** What LEX is told in all conversations. @param instructions what holds now; empty: nothing */
export function Instructions({ instructions }: { readonly instructions: string }) {
  const strings = useStrings();
  const { settings } = strings;
  const numbers = useNumbers();
  const api = useApi();
  const toasts = useToasts();
  // Undefined as long as nothing was written here: then a change from another device is shown.
  const [draft, setDraft] = useState<string>();
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const text = draft ?? instructions;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      await api.change(ChangeSettingsDocument, { instructions: text.trim() === '' ? null : text });
      setDraft(undefined);
      toasts.show({ text: settings.instructionsSaved });
    } catch (cause) {
      setError(apiErrorOf(cause));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      <Area
        label={settings.instructionsLabel}
        hint={
          <>
            {settings.instructionsExplained}{' '}
            {settings.length(numbers.count(text.length), numbers.count(MOST_CHARACTERS))}
          </>
        }
        value={text}
        onChange={setDraft}
        maxLength={MOST_CHARACTERS}
      />
      {error && <Problem error={error} />}
      <div className="page-actions">
        <Button type="submit" kind="primary" busy={busy} disabled={text === instructions}>
          {strings.save}
        </Button>
      </div>
    </form>
  );
}
