import type { ApiError } from '../api/api-error.ts';
import { useStrings } from '../language/language.tsx';
import { Problem } from '../parts/problem.tsx';
import { SignInError } from './sign-in-error.ts';

/** Why somebody is asked to sign in. */
export function SignInProblem({ error }: { readonly error: SignInError | ApiError }) {
  const { reasons } = useStrings().signIn;
  if (!(error instanceof SignInError)) return <Problem error={error} />;
  return (
    <div className="problem" role="alert">
      <p>{reasons[error.reason]}</p>
      {error.detail && <p className="problem-detail">{error.detail}</p>}
    </div>
  );
}
