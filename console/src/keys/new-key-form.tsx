import { type FormEvent, useState } from 'react';
import { type ApiKeyScope, CreateKeyDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Problem } from '../parts/problem.tsx';
import { Select } from '../parts/select.tsx';
import { useSubmission } from '../parts/use-submission.ts';
import { useApi } from '../session/session.ts';

export interface NewKeyFormProps {
  readonly scopes: readonly ApiKeyScope[];
  readonly latest: string | undefined;
  /** Called with the key itself. */
  readonly onMade: (secret: string) => void;
  readonly onCancel: () => void;
}

/** In how many days a key may end; 0: it doesn't by itself, or with the key that makes it. */
const DAYS = ['30', '7', '90', '365', '0'] as const;
const DAY_MS = 86_400_000;

/** Asks what a new key is called, what it lets do and until when. */
export function NewKeyForm({ scopes, latest, onMade, onCancel }: NewKeyFormProps) {
  const strings = useStrings();
  const { keys } = strings;
  const api = useApi();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly ApiKeyScope[]>(() => scopes.filter((scope) => scope !== 'ADMIN'));
  const { busy, error, run } = useSubmission();
  const endOf = (days: string) => (days === '0' ? undefined : new Date(Date.now() + Number(days) * DAY_MS));
  // One that would outlive the key that makes it is refused.
  const offered = DAYS.filter((each) => !latest || (endOf(each)?.getTime() ?? 0) <= Date.parse(latest));
  const [days, setDays] = useState<(typeof DAYS)[number]>(offered[0] ?? '0');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const expiresAt = endOf(days)?.toISOString();
      const { createApiKey } = await api.change(CreateKeyDocument, {
        name: name.trim(),
        scopes: [...chosen],
        ...(expiresAt !== undefined && { expiresAt }),
      });
      onMade(createApiKey.secret);
    });
  };

  const labelOf = (each: string) => {
    if (each !== '0') return keys.inDays(Number(each));
    return latest ? keys.withThis : keys.never;
  };
  return (
    <form className="form" onSubmit={submit}>
      <Field
        label={keys.name}
        hint={keys.nameExplained}
        value={name}
        onChange={setName}
        dir="auto"
        required
        maxLength={100}
        autoComplete="off"
        autoFocus
      />
      <fieldset className="scopes">
        <legend>{keys.scopes}</legend>
        {scopes.map((scope) => (
          <label key={scope} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(scope)}
              onChange={({ target }) =>
                setChosen((before) =>
                  scopes.filter((each) => (each === scope ? target.checked : before.includes(each))),
                )
              }
            />
            <span>
              {keys.scopeNames[scope]} <span className="hint">{keys.scopesExplained[scope]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Select
        label={keys.expires}
        value={days}
        onChange={setDays}
        choices={offered.map((each) => ({ value: each, label: labelOf(each) }))}
      />
      {error && <Problem error={error} />}
      <div className="dialog-buttons">
        <Button onClick={onCancel}>{strings.cancel}</Button>
        <Button type="submit" kind="primary" busy={busy} disabled={name.trim() === '' || chosen.length === 0}>
          {keys.makeIt}
        </Button>
      </div>
    </form>
  );
}
