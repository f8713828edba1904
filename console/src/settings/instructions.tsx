import { type FormEvent, useState } from 'react';
import { ChangeInstructionsDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Area } from '../parts/field.tsx';
import { useNumbers } from '../parts/numbers.ts';
import { Problem } from '../parts/problem.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useSubmission } from '../parts/use-submission.ts';
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
  const { busy, error, run } = useSubmission();
  const text = draft ?? instructions;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await api.change(ChangeInstructionsDocument, { instructions: text.trim() === '' ? null : text });
      setDraft(undefined);
      toasts.show({ text: settings.instructionsSaved });
    });
  };

  return (
    <form className="form" onSubmit={submit}>
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
