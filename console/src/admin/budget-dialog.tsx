import { type FormEvent, useState } from 'react';
import { AllowTokensDocument, type UserRowPartsFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Problem } from '../parts/problem.tsx';
import { useSubmission } from '../parts/use-submission.ts';
import { useApi } from '../session/session.ts';
import { TokensField, tokensIn } from '../usage/tokens-field.tsx';

export interface BudgetDialogProps {
  readonly user: UserRowPartsFragment;
  readonly onClose: () => void;
}

/** Decides how many tokens a user may use in a day, in place of what the server allows each. */
export function BudgetDialog({ user, onClose }: BudgetDialogProps) {
  const strings = useStrings();
  const { admin } = strings;
  const api = useApi();
  const [text, setText] = useState(String(user.allowedDailyTokens ?? ''));
  const { busy, error, run } = useSubmission();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await api.change(AllowTokensDocument, { id: user.id, tokens: tokensIn(text) });
      onClose();
    });
  };

  return (
    <Dialog title={admin.budgetTitle(user.name)} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <TokensField label={admin.budget} hint={admin.budgetExplained} value={text} onChange={setText} />
        {error && <Problem error={error} />}
        <div className="dialog-buttons">
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button type="submit" kind="primary" busy={busy}>
            {strings.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
