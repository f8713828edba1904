import { useState } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { KeyForm } from './key-form.tsx';
import type { Settings } from './settings.ts';
import type { SignInError } from './sign-in-error.ts';
import { SignInProblem } from './sign-in-problem.tsx';

export interface SignInPageProps {
  readonly settings: Settings;
  /** Why somebody is asked, if not just because nobody is signed in. */
  readonly error: SignInError | ApiError | undefined;
  /** Tries a key. @param longer whether it is to stay when the browser is closed */
  readonly onKey: (key: string, longer: boolean) => Promise<void>;
  /** Goes to the provider. */
  readonly onProvider: (longer: boolean) => Promise<void>;
}

/** Asks who it is: by the provider, where there is one, or with a key. */
export function SignInPage({ settings, error, onKey, onProvider }: SignInPageProps) {
  const { signIn } = useStrings();
  const [longer, setLonger] = useState(false);
  const [busy, setBusy] = useState(false);
  const [byKey, setByKey] = useState(settings.oidc === null);
  const run = (way: Promise<void>) => {
    setBusy(true);
    void way.finally(() => setBusy(false));
  };
  return (
    <main className="gate">
      <div className="gate-form">
        <h1>{signIn.title}</h1>
        {error && <SignInProblem error={error} />}
        <label className="check">
          <input type="checkbox" checked={longer} onChange={(event) => setLonger(event.target.checked)} />
          {signIn.stay}
        </label>
        {settings.oidc && (
          <>
            <p>{signIn.providerExplained}</p>
            <Button kind="primary" busy={busy} onClick={() => run(onProvider(longer))}>
              {signIn.withProvider}
            </Button>
          </>
        )}
        {settings.auth === 'jwt' && !settings.oidc && <p>{signIn.noProvider}</p>}
        {byKey ? (
          <KeyForm isOnly={settings.oidc === null} busy={busy} onKey={(key) => run(onKey(key, longer))} />
        ) : (
          <Button kind="quiet" onClick={() => setByKey(true)}>
            {signIn.keyInstead}
          </Button>
        )}
      </div>
    </main>
  );
}
