import { Activity, type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { Provider } from 'urql';
import { type ApiError, apiErrorOf } from '../api/api-error.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { forgetKey, keepKey, keptKey } from './kept-key.ts';
import { forgetTexts } from './kept-texts.ts';
import { openSession, type Shown } from './open-session.ts';
import { findProvider } from './provider/find-provider.ts';
import { finishSignIn } from './provider/finish-sign-in.ts';
import { forgetTokens, keepTokens, keptTokens } from './provider/tokens.ts';
import { type Session, SessionContext } from './session.ts';
import { loadSettings, type Settings } from './settings.ts';
import { SignInError } from './sign-in-error.ts';
import { SignInPage } from './sign-in-page.tsx';
import { SignInProblem } from './sign-in-problem.tsx';
import { keepWritten, restoreWritten } from './written.ts';

type Stage =
  | { readonly kind: 'loading' | 'in' }
  | { readonly kind: 'asking'; readonly settings: Settings; readonly error?: SignInError | ApiError | undefined }
  | { readonly kind: 'failed'; readonly error: ApiError };

export interface SessionGateProps {
  /** What an identity provider has sent the browser here with. */
  readonly answer: URLSearchParams | undefined;
  readonly children: ReactNode;
}

/**
 * Shows the page to who is let in, and asks the others to sign in. A page whose user has to sign in again stays as it
 * is, out of sight, until they have.
 */
export function SessionGate({ answer, children }: SessionGateProps) {
  const strings = useStrings();
  const [stage, setStage] = useState<Stage>({ kind: 'loading' });
  const [session, setSession] = useState<Session>();

  const enter = useCallback(async (settings: Settings, shown: Shown) => {
    const opened: Session = await openSession({
      settings,
      shown,
      left(error, willed) {
        if (willed) {
          forgetTexts();
          setSession(undefined);
        } else keepWritten(opened.viewer.id);
        setStage({ kind: 'asking', settings, error });
      },
    });
    setSession(opened);
    setStage({ kind: 'in' });
    restoreWritten(opened.viewer.id);
  }, []);

  const start = useCallback(
    async (answered?: URLSearchParams) => {
      setStage({ kind: 'loading' });
      try {
        const settings = await loadSettings();
        try {
          const shown = await whatIsShown(settings, answered);
          if (shown) await enter(settings, shown);
          else setStage({ kind: 'asking', settings });
        } catch (error) {
          if (!(error instanceof SignInError)) throw error;
          setStage({ kind: 'asking', settings, error });
        }
      } catch (cause) {
        setStage({ kind: 'failed', error: apiErrorOf(cause) });
      }
    },
    [enter],
  );
  // An answer of the provider counts once, and effects may run twice.
  const begun = useRef(false);
  useEffect(() => {
    if (!begun.current) void start(answer);
    begun.current = true;
  }, [start, answer]);

  if (stage.kind === 'loading') return <p className="gate" aria-busy="true" />;
  if (stage.kind === 'failed') {
    return (
      <main className="gate">
        <SignInProblem error={stage.error} />
        <Button onClick={() => void start()}>{strings.tryAgain}</Button>
      </main>
    );
  }
  return (
    <>
      {stage.kind === 'asking' && (
        <Asking {...stage} enter={enter} onError={(error) => setStage({ ...stage, error })} />
      )}
      {session && (
        <Activity key={session.viewer.id} mode={stage.kind === 'in' ? 'visible' : 'hidden'}>
          <SessionContext value={session}>
            <Provider value={session.api.client}>{children}</Provider>
          </SessionContext>
        </Activity>
      )}
    </>
  );
}

interface AskingProps {
  readonly settings: Settings;
  readonly error?: SignInError | ApiError | undefined;
  readonly enter: (settings: Settings, shown: Shown) => Promise<void>;
  readonly onError: (error: SignInError | ApiError) => void;
}

/** Lets somebody in by what they enter or choose. */
function Asking({ settings, error, enter, onError }: AskingProps) {
  const telling = async (way: () => Promise<void>) => {
    try {
      await way();
    } catch (cause) {
      onError(cause instanceof SignInError ? cause : apiErrorOf(cause));
    }
  };
  const withKey = async (key: string, longer: boolean) => {
    await enter(settings, { kind: 'key', key });
    forgetTokens();
    keepKey(key, longer);
  };
  const withProvider = async (longer: boolean) => {
    const provider = await findProvider(settings);
    location.assign(await provider.begin(location.hash, longer));
  };
  return (
    <SignInPage
      settings={settings}
      error={error}
      onKey={(key, longer) => telling(() => withKey(key, longer))}
      onProvider={(longer) => telling(() => withProvider(longer))}
    />
  );
}

/** What somebody comes with who opens the page; undefined: nothing, where something is asked for. */
async function whatIsShown(settings: Settings, answer: URLSearchParams | undefined): Promise<Shown | undefined> {
  if (settings.auth === 'none') return { kind: 'nothing' };
  const tokens = settings.oidc ? keptTokens() : undefined;
  const key = keptKey();
  const kept: Shown | undefined = tokens ? { kind: 'tokens', tokens } : key ? { kind: 'key', key } : undefined;
  if (!settings.oidc || !answer) return kept;
  try {
    const { tokens: given, longer } = await finishSignIn(settings, answer);
    forgetKey();
    forgetTokens();
    keepTokens(given, longer);
    return { kind: 'tokens', tokens: given };
  } catch (error) {
    // An address that somebody else has made signs nobody out.
    if (kept && error instanceof SignInError && error.reason === 'notAsked') return kept;
    throw error;
  }
}
