import { type FormEvent, useState } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Problem } from '../parts/problem.tsx';
import type { Settings } from './settings.ts';

export interface SignInPageProps {
  readonly settings: Settings;
  /** Why the last attempt failed. */
  readonly refused: ApiError | undefined;
  /** Tries a key. */
  readonly onKey: (key: string, longer: boolean) => Promise<void>;
}

/** Asks for a key. */
export function SignInPage({ refused, onKey }: SignInPageProps) {
  const strings = useStrings();
  const [key, setKey] = useState('');
  const [longer, setLonger] = useState(false);
  const [busy, setBusy] = useState(false);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!key.trim() || busy) return;
    setBusy(true);
    void onKey(key.trim(), longer).finally(() => setBusy(false));
  };

  return (
    <main className="gate">
      <form className="gate-form" onSubmit={submit}>
        <h1>{strings.signIn.title}</h1>
        <p>{strings.signIn.keyExplained}</p>
        <Field
          label={strings.signIn.key}
          type="password"
          autoComplete="current-password"
          value={key}
          onChange={setKey}
          autoFocus
        />
        <label className="check">
          <input type="checkbox" checked={longer} onChange={(event) => setLonger(event.target.checked)} />
          {strings.signIn.stay}
        </label>
        {refused && <Problem error={refused} />}
        <Button type="submit" kind="primary" busy={busy}>
          {strings.signIn.submit}
        </Button>
      </form>
    </main>
  );
}
