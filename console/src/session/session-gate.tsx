import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { Provider } from 'urql';
import { type Api, createApi } from '../api/api.ts';
import { type ApiError, apiErrorOf } from '../api/api-error.ts';
import { type Credential, NO_CREDENTIAL } from '../api/credential.ts';
import { ViewerDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/problem.tsx';
import { forgetKey, keepKey, keptKey } from './kept-key.ts';
import { keyCredential } from './key-credential.ts';
import { type Session, SessionContext } from './session.ts';
import { loadSettings, type Settings } from './settings.ts';
import { SignInPage } from './sign-in-page.tsx';

type Stage =
  | { readonly kind: 'loading' }
  | { readonly kind: 'asking'; readonly settings: Settings; readonly refused?: ApiError | undefined }
  | { readonly kind: 'in'; readonly session: Session }
  | { readonly kind: 'failed'; readonly error: ApiError };

/** Shows the page to who is let in, and asks the others to sign in. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const strings = useStrings();
  const [stage, setStage] = useState<Stage>({ kind: 'loading' });

  const enter = useCallback(async (settings: Settings, credentialOf: (refused: () => void) => Credential) => {
    let api: Api | undefined;
    const leave = () => {
      api?.close();
      forgetKey();
      setStage({ kind: 'asking', settings });
    };
    api = createApi(credentialOf(leave));
    try {
      const { viewer } = await api.ask(ViewerDocument, {});
      const signOut = settings.auth === 'none' ? undefined : leave;
      setStage({ kind: 'in', session: { api, settings, viewer, signOut } });
      return undefined;
    } catch (cause) {
      api.close();
      return apiErrorOf(cause);
    }
  }, []);

  const start = useCallback(async () => {
    setStage({ kind: 'loading' });
    try {
      const settings = await loadSettings();
      const key = keptKey();
      if (settings.auth !== 'none' && !key) return setStage({ kind: 'asking', settings });
      const error = await enter(settings, (refused) => (key ? keyCredential(key, refused) : NO_CREDENTIAL));
      if (error?.code === 'UNAUTHENTICATED') setStage({ kind: 'asking', settings, refused: error });
      else if (error) setStage({ kind: 'failed', error });
    } catch (cause) {
      setStage({ kind: 'failed', error: apiErrorOf(cause) });
    }
  }, [enter]);
  useEffect(() => void start(), [start]);

  if (stage.kind === 'loading') return <p className="gate" aria-busy="true" />;
  if (stage.kind === 'failed') {
    return (
      <main className="gate">
        <Problem error={stage.error} />
        <Button onClick={() => void start()}>{strings.tryAgain}</Button>
      </main>
    );
  }
  if (stage.kind === 'asking') {
    const { settings } = stage;
    const signIn = async (key: string, longer: boolean) => {
      const error = await enter(settings, (refused) => keyCredential(key, refused));
      if (error) setStage({ kind: 'asking', settings, refused: error });
      else keepKey(key, longer);
    };
    return <SignInPage settings={settings} refused={stage.refused} onKey={signIn} />;
  }
  return (
    <SessionContext value={stage.session}>
      <Provider value={stage.session.api.client}>{children}</Provider>
    </SessionContext>
  );
}
