import { type FormEvent, useState } from 'react';
import { type ApiError, apiErrorOf } from '../api/api-error.ts';
import { AllowTokensDocument, type UserRowPartsFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { Problem } from '../parts/problem.tsx';
import { useApi } from '../session/session.ts';

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
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      await api.change(AllowTokensDocument, { id: user.id, tokens: text.trim() === '' ? null : Number(text) });
      onClose();
    } catch (cause) {
      setError(apiErrorOf(cause));
      setBusy(false);
    }
  };

  return (
    <Dialog title={admin.budgetTitle(user.name)} onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <Field
          label={admin.budget}
          hint={admin.budgetExplained}
          type="number"
          inputMode="numeric"
          min={0}
          max={2_147_483_647}
          step={1}
          value={text}
          onChange={setText}
        />
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
