import { type FormEvent, useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';

export interface KeyFormProps {
  /** Whether there is no other way to sign in. */
  readonly isOnly: boolean;
  readonly busy: boolean;
  readonly onKey: (key: string) => void;
}

/** Asks for a key. */
export function KeyForm({ isOnly, busy, onKey }: KeyFormProps) {
  const { signIn } = useStrings();
  const [key, setKey] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim() && !busy) onKey(key.trim());
  };
  return (
    <form className="gate-form" onSubmit={submit}>
      <Field
        label={signIn.key}
        hint={signIn.keyExplained}
        type="password"
        autoComplete="current-password"
        value={key}
        onChange={setKey}
        autoFocus
      />
      <Button type="submit" kind={isOnly ? 'primary' : 'plain'} busy={busy}>
        {isOnly ? signIn.submit : signIn.withKey}
      </Button>
    </form>
  );
}
